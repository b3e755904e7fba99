"""Every mutation of tests/sabotage/mutations.toml still has a place to break, and the test that it names is there."""

import re

import pytest

import tree
from sabotage import Mutation, SabotageError, read

ENOUGH = 40


@pytest.mark.parametrize("mutation", read(), ids=lambda m: m.what)
def test_a_mutation_has_its_place(mutation: Mutation) -> None:
    assert mutation.text() != tree.text(mutation.file)
    assert mutation.command()
    part = mutation.red.split()[0]
    for test in re.findall(r"test_\w+\.py", mutation.red):
        assert f"tests/{part}/{test}" in tree.files()


def test_there_are_enough_and_each_is_another() -> None:
    changes = {(m.file, m.old, m.new) for m in read()}
    assert len(changes) == len({m.what for m in read()}) == len(read()) >= ENOUGH


def test_a_place_that_is_gone_is_found() -> None:
    with pytest.raises(SabotageError, match="0 places of README.md"):
        Mutation("gone", "README.md", "no such text in the README", "", "unit").text()


def test_the_record_is_of_these() -> None:
    recorded = re.findall(r"^\| (.+?) \| `(\S+)` \|", tree.text("docs/sabotage.md"), re.M)
    assert recorded == [(m.what, m.file) for m in read()], "make sabotage RECORD=1"
