"""Real jobs, run by lava-run of Debian's lava-dispatcher; skipped where its root file system cannot be had."""

import os
import subprocess
from pathlib import Path

import pytest

from handoff import ROOT
from handoff.lava import dispatcher
from handoff.roots import RootError


@pytest.fixture(scope="session")
def worker() -> Path:
    """The root file system that every worker runs in."""
    try:
        return dispatcher.root()
    except RootError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def lava(worker):
    """scripts/lava with these variables: what it says, and its exit status."""
    def call(*words: str) -> subprocess.CompletedProcess:
        return subprocess.run([ROOT / "scripts" / "lava", *words], text=True, capture_output=True, check=False,
                              timeout=1500, env=os.environ)
    return call
