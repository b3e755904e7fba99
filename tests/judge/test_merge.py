"""make matrix MERGE=: parts become one matrix; a part that is damaged, empty or missing is named."""

import dataclasses
import subprocess
from pathlib import Path

import pytest

from handoff import ROOT
from handoff.matrix import tables
from handoff.matrix.matrix import Cell, MatrixError, read
from handoff.matrix.measure import Measured
from handoff.matrix.merge import merged

MATRIX = read()


def cell(name: str) -> Cell:
    """Of the matrix."""
    return next(c for c in MATRIX.cells if c.name() == name)


def part(file: Path, *names: str, outcome: str = "recovered", platform: str = "qemu-multi") -> None:
    """What one worker leaves."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(tables.as_json(
        Measured(cell(name), platform, "7.2.22", (outcome,), "because", "d", "make run") for name in names))


def test_parts_are_put_together_in_the_matrix_order(tmp_path) -> None:
    part(tmp_path / "b.json", "hlt/none")
    part(tmp_path / "a" / "matrix.json", "park/none", "park/nmi/copied")
    part(tmp_path / "c.json", "hlt/none", platform="qemu-single")
    assert [(m.platform, m.cell.name()) for m in merged(MATRIX, tmp_path)] == [
        ("qemu-multi", "hlt/none"), ("qemu-multi", "park/none"), ("qemu-multi", "park/nmi/copied"),
        ("qemu-single", "hlt/none")]


def test_nothing_is_lost_on_the_way(tmp_path) -> None:
    before = Measured(cell("park/none"), "qemu-multi", "7.2.22", ("recovered", "lost"), "because", "d", "make run")
    (tmp_path / "a.json").write_text(tables.as_json([before]))
    (after,) = merged(MATRIX, tmp_path)
    assert dataclasses.asdict(after) == dataclasses.asdict(before)


def test_two_parts_that_disagree_make_a_flaky_cell_that_fails(tmp_path) -> None:
    part(tmp_path / "a.json", "park/none")
    part(tmp_path / "b.json", "park/none", outcome="crashed")
    (m,) = merged(MATRIX, tmp_path)
    assert m.outcome() == "flaky 1/2 recovered" and m.failed()


@pytest.mark.parametrize(("text", "says"), [
    ("[", "is no part of a matrix"), ("{}", "is no part of a matrix"), ("[{}]", "is no part of a matrix"),
    ('[{"cell": "gone/none"}]', "this matrix has no cell gone/none"), ("[]", "no cell was measured"),
    ('[{"cell": "park/none", "runs": []}]', "park/none was never run"),
])
def test_a_damaged_part_is_named(tmp_path, text, says) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(MatrixError, match=says) as error:
        merged(MATRIX, tmp_path)
    assert "a.json" in str(error.value)


def test_a_job_without_its_result_is_a_part_that_is_missing(tmp_path) -> None:
    part(tmp_path / "one" / "matrix.json", "park/none")
    for job in ("one", "two"):
        (tmp_path / f"{job}.yaml").write_text("")
    with pytest.raises(MatrixError, match="the job two left no matrix.json"):
        merged(MATRIX, tmp_path)


def test_a_directory_without_parts_is_refused(tmp_path) -> None:
    done = subprocess.run([ROOT / "scripts" / "matrix", f"MERGE={tmp_path}"], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 1 and "there is neither a .json nor" in done.stderr
