"""The page of probes: what was asked again is replaced, everything else on it is kept."""

import pytest

from handoff import ROOT
from handoff.matrix.probes import NOTES, Answer, as_markdown, rows_of, shown

PAGE = ROOT / "docs" / "platforms.md"


def answer(platform: str, version: str, **said: str) -> Answer:
    return Answer("hlt-smi", platform, version, said, [], "recovered", "because", "make run")


def test_versions_stand_side_by_side_and_what_was_not_asked_is_kept() -> None:
    before = as_markdown([answer("qemu-multi", "7.2.22", restarts="no"), answer("bochs", "2.7", restarts="no")])
    notes = f"\n{NOTES}\nA sentence | with a bar.\n"
    after = as_markdown([answer("qemu-multi@10", "10.0.8", restarts="yes"), answer("bochs", "2.7", restarts="maybe")],
                        before + notes)
    assert list(rows_of(after).items()) == [
        (("hlt-smi", ("qemu-multi", "7.2.22")), "restarts=no"), (("hlt-smi", ("qemu-multi", "10.0.8")), "restarts=yes"),
        (("hlt-smi", ("bochs", "2.7")), "restarts=maybe")]
    assert "| **restarts=yes** |" in after and "| restarts=maybe |" in after  # of bochs there is but one version
    assert after.endswith(notes) and after.count("Does HLT") + after.count("Is HLT") == 1


def test_the_page_that_is_there_can_be_read_and_written_again() -> None:
    assert as_markdown([], PAGE.read_text()) == PAGE.read_text()


@pytest.mark.parametrize(("before", "now", "changed"), [
    ("wakes=3463 us=3", "wakes=9 us=12", False), ("cr0=80010011 hlt=1", "cr0=80000011 hlt=1", False),
    ("left=7/8", "left=3/4", False), ("wakes=0 blocked=yes", "wakes=357840 blocked=yes", True),
    ("left=7/8", "left=0/8", True), ("blocked=yes", "blocked=no", True),
    ("crashed (triple-fault)", "crashed (reset)", True), ("cs=0008 rip=?", "cs=0008 rip=0", True)])
def test_a_changed_answer_is_bold_and_a_number_that_only_varies_is_not(before: str, now: str, changed: bool) -> None:
    assert shown(now, before) == (f"**{now}**" if changed else now)
    assert shown(now, None) == now
