"""What scripts/matrix.toml has recorded of every referee, as cells that have no run behind them."""

from pathlib import Path

from handoff.matrix import matrix
from handoff.report.cells import Cell


def recorded_cell(of: matrix.Cell, platform: str, version: str, outcome: str) -> Cell:
    """One outcome."""
    agrees = not matrix.differs(outcome, of.manual)
    return Cell({
        "cell": of.name(), "method": of.method, "event": of.event, "point": of.point, "storm": of.storm,
        "platform": platform, "version": version, "manual": of.manual, "source": of.source, "outcome": outcome,
        "agrees": agrees, "cause": "" if agrees else of.cause(platform, version),
        "runs": [], "reason": "", "pinned": outcome, "directory": "", "command": ""}, measured=False)


def read_recorded(file: Path) -> tuple[list[Cell], list[str]]:
    """The recorded outcomes, and what is wrong with the file."""
    try:
        cells = matrix.read(file, whole=False).cells
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:  # it is no list of rows
        return [], [f"{file}: what is recorded there is left out: {error}"]
    return [recorded_cell(cell, platform, version, outcome) for cell in cells
            for platform, versions in cell.pins.items() for version, outcome in versions.items()], []
