"""The measured matrix for people and programs: one line a cell, Markdown, JSON, JUnit."""

import json
import xml.etree.ElementTree as xml
from collections.abc import Iterable

from handoff.matrix.matrix import Cell, Matrix
from handoff.matrix.measure import Measured
from handoff.run.names import kernel

MARKS = {"recovered": "✔ recovered", "crashed": "✘ crashed", "hung": "✘ hung", "lost": "✘ lost",
         "corrupted": "✘ corrupted", "unproven": "? unproven"}


def line(m: Measured) -> str:
    """One cell, as it is shown while the matrix runs."""
    verdict = "FAILED" if m.failed() else "new" if m.pin() is None else "ok"
    told = f"pinned {m.pin()}" if m.failed() else ""
    manual = "" if m.agrees_with_manual() else f"manual: {m.cell.manual}"
    words = f"{verdict:7}{m.platform:12}{m.cell.name():28}{m.outcome():12} {told} {manual}".rstrip()
    return words + (f"\n       {m.command}" if m.failed() else "")


def as_json(measured: Iterable[Measured]) -> str:
    """Everything, for reports."""
    return json.dumps([{
        "cell": m.cell.name(), "method": m.cell.method, "event": m.cell.event, "point": m.cell.point,
        "storm": m.cell.storm, "platform": m.platform, "version": m.version, "manual": m.cell.manual,
        "source": m.cell.source, "outcome": m.outcome(), "runs": list(m.outcomes), "reason": m.reason,
        "pinned": m.pin(), "agrees": m.agrees_with_manual(), "cause": m.cause(), "directory": m.directory,
        "command": m.command} for m in measured], indent=1) + "\n"


def from_json(text: str, matrix: Matrix) -> list[Measured]:
    """What as_json wrote, as far as the matrix still has the cell."""
    cells = {cell.name(): cell for cell in matrix.cells}
    return [Measured(cells[m["cell"]], m["platform"], m["version"], tuple(m["runs"]), m["reason"], m["directory"],
                     m["command"]) for m in json.loads(text) if m["cell"] in cells]


def merged(old: Iterable[Measured], new: Iterable[Measured]) -> list[Measured]:
    """Both, in the order of the old ones; what was measured again is the new one."""
    return list({(m.cell.name(), m.platform): m for m in [*old, *new]}.values())


def as_junit(measured: Iterable[Measured]) -> xml.ElementTree:
    """One test case a cell."""
    suite = xml.Element("testsuite", name="matrix")
    for m in measured:
        case = xml.SubElement(suite, "testcase", classname=m.platform, name=m.cell.name())
        if m.failed():
            xml.SubElement(case, "failure", message=f"{m.outcome()}, pinned {m.pin()}").text = m.command
    return xml.ElementTree(suite)


def shown(m: Measured) -> str:
    """One cell of the Markdown table: what was measured, and what the manual says if that is something else."""
    word = MARKS.get(m.outcome(), m.outcome())
    return word if m.agrees_with_manual() else f"**{word}** ({m.cell.manual})"


def title(cell: Cell) -> str:
    """The head of a row."""
    return cell.event + (f" × {cell.storm}" if cell.storm > 1 else "")


def as_markdown(measured: list[Measured]) -> str:
    """One table a method: rows are events and platforms, columns are points."""
    points = kernel().values("at")
    versions = sorted({f"{m.platform} {m.version}" for m in measured})
    runs = sorted({len(m.outcomes) for m in measured})
    lines = ["# The survival matrix", "",
             "Made by `make matrix RECORD=1` from runs, never by hand. `scripts/matrix.toml` has each cell's source in",
             "the manuals, [methods/](methods/README.md) what the methods are.", "",
             f"Measured with {', '.join(versions)}; runs of a cell: {', '.join(map(str, runs))}. A cell says",
             "what happened; in bold where that is not what the manual promises, which then stands in brackets and",
             "is explained below the table. `n/a`: the event cannot apply. `skipped`: it cannot be provoked there.",
             "`event × n`: provoked n times, one after the other."]
    for method in dict.fromkeys(m.cell.method for m in measured):
        mine = [m for m in measured if m.cell.method == method]
        lines += ["", f"## {method}", "", f"| event | platform | {' | '.join(points)} |",
                  "|---|---|" + "---|" * len(points)]
        for cell in dict.fromkeys((m.cell.event, m.cell.storm, m.platform) for m in mine):
            row = {m.cell.point: m for m in mine if (m.cell.event, m.cell.storm, m.platform) == cell}
            some = next(iter(row.values()))
            if "" in row:
                columns = [shown(row[""]), *[""] * (len(points) - 1)]
            else:
                columns = [shown(row[p]) if p in row else "" for p in points]
            lines.append(f"| {title(some.cell)} | {some.platform} | {' | '.join(columns)} |")
        causes = dict.fromkeys((title(m.cell), m.platform, m.cause()) for m in mine if m.cause())
        lines += [""] * bool(causes) + [f"- {event}, {platform}: {cause}" for event, platform, cause in causes]
    return "\n".join(lines) + "\n"
