"""One matrix from parts that several workers measured: each left a matrix.json, as tables.as_json() writes it.

A cell that several parts have counts as run that often: if they differ, it is flaky.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from handoff.matrix.matrix import Matrix, MatrixError
from handoff.matrix.measure import Measured

NAME = "matrix.json"


def part_files(directory: Path) -> list[Path]:
    """DIRECTORY/*.json and DIRECTORY/*/matrix.json.  A job file without its result is a part that is missing."""
    found = sorted([*directory.glob("*.json"), *directory.glob(f"*/{NAME}")])
    if not found:
        raise MatrixError(f"MERGE={directory}: there is neither a .json nor a */{NAME}")
    if missing := [job.stem for job in sorted(directory.glob("*.yaml")) if not (directory / job.stem / NAME).exists()]:
        raise MatrixError(f"MERGE={directory}: the job {missing[0]} left no {NAME}")
    return found


def cells_of(matrix: Matrix, file: Path) -> Iterator[Measured]:
    """The cells of one part."""
    try:
        rows: list[dict[str, Any]] = json.loads(file.read_text())
        if not isinstance(rows, list) or not rows:
            raise MatrixError(f"{file} is no part of a matrix: no cell was measured")
        for row in rows:
            cell = next((cell for cell in matrix.cells if cell.name() == row["cell"]), None)
            if cell is None:
                raise MatrixError(f"{file}: this matrix has no cell {row['cell']}")
            if not row["runs"]:
                raise MatrixError(f"{file}: {row['cell']} was never run")
            yield Measured(cell, row["platform"], row["version"], tuple(row["runs"]), row["reason"], row["directory"],
                           row["command"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, MatrixError):
            raise
        raise MatrixError(f"{file} is no part of a matrix ({type(error).__name__}: {error})") from error


def together(one: Measured | None, other: Measured) -> Measured:
    """A cell that two parts have."""
    if one is None:
        return other
    return Measured(other.cell, other.platform, other.version, one.outcomes + other.outcomes, other.reason,
                    other.directory, other.command)


def merged(matrix: Matrix, directory: Path) -> list[Measured]:
    """All of it, by platform and version, in the matrix' order."""
    found: dict[tuple[str, str, str], Measured] = {}
    for file in part_files(directory):
        for one in cells_of(matrix, file):
            key = one.platform, one.version, one.cell.name()
            found[key] = together(found.get(key), one)
    order = {cell.name(): number for number, cell in enumerate(matrix.cells)}
    return sorted(found.values(), key=lambda m: (m.platform, m.version, order[m.cell.name()]))
