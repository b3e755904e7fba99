"""The rows of method=all as a grid: method -> event -> a letter a point.  Counterpart: smp/method/row_results.hpp."""

from handoff.judge.log import pairs
from handoff.result.refused import FORGED, Refused

Grid = dict[str, dict[str, str]]

NOT_REACHED = "-"
OF_VERDICT = {"recovered": "r", "unproven": "u", "lost": "l", "corrupted": "c", "crashed": "x", "refused": "o"}
OF_REASON = {"meant-to-crash": "m", "method-not-usable-here": "n", "event-not-possible-here": "e"}
LETTERS = {*OF_VERDICT.values(), *OF_REASON.values(), NOT_REACHED}
BAD = {"u", "l", "c", "o"}  # of a row that ran and is not as it should be; a crash is judged by what was promised
RAN = {*OF_VERDICT.values()}


def of_lines(lines: list[str]) -> Grid:
    """From `# GRID` lines."""
    grid: Grid = {}
    for line in lines:
        cells = pairs(line)
        method = cells.pop("method", "")
        if not method or method in grid:
            raise Refused(FORGED, f"`{line}` names no method, or one that was named before")
        if wrong := [points for points in cells.values() if not points or not set(points) <= LETTERS]:
            raise Refused(FORGED, f"`{line}` has points `{wrong[0]}`")
        grid[method] = cells
    return grid


def letter(row: dict[str, str]) -> str:
    """Of a `# ROW` line's keys."""
    return OF_VERDICT.get(row["verdict"]) or OF_REASON.get(row["reason"], "?")


def of_rows(rows: list[dict[str, str]], points: tuple[str, ...]) -> Grid:
    """From `# ROW` lines, of which the last of each row counts; `points` in their order."""
    last = {(row["method"], row["inject"], row["at"]): letter(row) for row in rows}
    grid: Grid = {}
    for method, event, _ in last:
        where = ("none",) if event == "none" else points
        grid.setdefault(method, {})[event] = "".join(last.get((method, event, at), NOT_REACHED) for at in where)
    return grid


def reached(grid: Grid) -> Grid:
    """Without the points at the end that the run did not reach, or that the method does not have."""
    cells = {method: {event: points.rstrip(NOT_REACHED) for event, points in of.items()} for method, of in grid.items()}
    return {method: kept for method, of in cells.items() if (kept := {e: points for e, points in of.items() if points})}


def letters(grid: Grid) -> str:
    """All of them."""
    return "".join(points for cells in grid.values() for points in cells.values())
