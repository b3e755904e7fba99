"""The helpers of method=jmp: tests/model/helpers.pml as it is, and with each step left out."""

import re
from pathlib import Path

import pytest

from handoff.model.search import MODEL, command

STEPS = re.findall(r"#define (\w+) (\d+) +/\*", (MODEL / "helpers.pml").read_text())


def said(where: Path, omit: str) -> str:
    """By the search of the whole state space, or until the first violation."""
    command(["spin", f"-DOMIT={omit}", "-a", str(MODEL / "helpers.pml")], where, 30)
    command(["gcc", "-O0", "-w", "-DSAFETY", "-o", "pan", "pan.c"], where, 60)
    return command(["./pan", "-m200000"], where, 60)


def test_every_piece_is_written_once_and_in_time(tmp_path: Path) -> None:
    text = said(tmp_path, "0")
    assert "errors: 0" in text and "not completed" not in text and "max search depth too small" not in text


def test_there_are_steps_to_leave_out() -> None:
    assert [name for name, _ in STEPS] == ["COUNT_FIRST", "AWAIT_HELPERS", "LEFT_LAST"]


@pytest.mark.parametrize(("name", "number"), STEPS)
def test_each_step_left_out_gives_a_violation(tmp_path: Path, name: str, number: str) -> None:
    assert "assertion violated" in said(tmp_path, number), name
