"""One browser for all tests of the report."""

import shutil
from collections.abc import Iterator

import pytest
from browser import Browser
from made import PICTURES


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """With an empty folder for its pictures."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    with Browser() as it:
        yield it
