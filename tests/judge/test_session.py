"""Several boots in one log: `crash=yes` goes on after a reset.  sessions/last-boot.log is the last boot of QEMU 7.2's
`make run METHOD=all INJECT=store OFFLINE=mwait WITNESS=1M SMP=1x2x2 RESETS=1 CRASH=yes`, which had no row left to run.
"""

from pathlib import Path

import pytest

from handoff.judge import session
from handoff.judge.elsewhere import check
from handoff.result.grid import of_rows

LAST = (Path(__file__).parent / "sessions" / "last-boot.log").read_text()
ROW = next(line for line in LAST.split("\n") if line.startswith("# ROW"))
# A boot that ended in its first row, as far as this is about it.
BEFORE = ("KTAP version 1\n1..26\n"
          "# ROW method=jmp inject=store at=parked verdict=recovered cpus=4/4 pages=9/9 reason=x\n")


def test_a_boot_that_had_only_to_tell_of_a_crash_is_recovered() -> None:
    _, verdict = check(LAST)
    assert (verdict.word, verdict.keys["cpus"], verdict.keys["cycles"]) == ("recovered", "4/4", "?/1")


@pytest.mark.parametrize(("old", "new", "reason"), [
    (ROW + "\n", "", "lives-out-of-order"),
    (ROW, ROW.replace("verdict=crashed", "verdict=skipped"), "lives-out-of-order"),
    (ROW, f"{ROW}\n{ROW}", "a-row-crashed-in-the-middle"),
    (ROW, ROW.replace("cpus=?", "cpus=4/4"), "a-row-left-out"),
    ("cycles=? reason", "cycles=4/4 reason", "cycles"),
    ("cpus=4/4 pages=?", "cpus=4/4 pages=9/9", "pages"),
])
def test_one_that_says_otherwise_is_not(old: str, new: str, reason: str) -> None:
    assert old in LAST
    _, verdict = check(LAST.replace(old, new))
    assert verdict.word == "crashed" and reason in verdict.reason, verdict


def test_the_boots_of_a_log_are_told_apart() -> None:
    text = f"firmware\n{BEFORE}firmware\n{LAST}"
    first, last = session.boots(text)
    assert first.startswith("firmware\nKTAP") and last.startswith("KTAP")
    assert session.check_last(text)[1].word == "recovered"
    rows = of_rows(session.rows(text), ("parked", "copying", "copied", "reclaim"))
    assert rows["jmp"] == {"store": "r---"} and "x" in rows["mwait"]["store"]


def test_a_boot_after_the_result_is_none() -> None:
    _, verdict = session.check_last(LAST + LAST)
    assert verdict.word == "crashed" and verdict.reason == "contradiction-a-boot-after-the-result"
