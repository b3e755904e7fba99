"""The page of probes: what was asked again is replaced, everything else on it is kept."""

from handoff import ROOT
from handoff.matrix.probes import NOTES, Answer, as_markdown, rows_of

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
    assert after.endswith(notes) and after.count("Does HLT") + after.count("Is HLT") == 1


def test_the_page_that_is_there_can_be_read_and_written_again() -> None:
    assert as_markdown([], PAGE.read_text()) == PAGE.read_text()
