"""The measured matrix for people and programs: one line a cell, JSON, JUnit.  page.py has its Markdown."""

import json
import xml.etree.ElementTree as xml
from collections.abc import Iterable

from handoff.judge.junit import Case, tree
from handoff.matrix.measure import Measured


def line(m: Measured) -> str:
    """One cell, as it is shown while the matrix runs."""
    verdict = "FAILED" if m.failed() else "new" if m.pin() is None else "ok"
    told = f"pinned {m.pin()}" if m.failed() else ""
    manual = "" if m.agrees_with_manual() else f"manual: {m.cell.manual}"
    words = f"{verdict:7}{m.platform:18}{m.cell.name():32}{m.outcome():12} {told} {manual}".rstrip()
    return words + (f"\n       {m.command}" if m.failed() else "")


def as_json(measured: Iterable[Measured]) -> str:
    """Everything, for reports."""
    return json.dumps([{
        "cell": m.cell.name(), "method": m.cell.method, "event": m.cell.event, "point": m.cell.point,
        "storm": m.cell.storm, "platform": m.platform, "version": m.version, "manual": m.cell.manual,
        "source": m.cell.source, "outcome": m.outcome(), "runs": list(m.outcomes), "reason": m.reason,
        "pinned": m.pin(), "agrees": m.agrees_with_manual(), "cause": m.cause(), "directory": m.directory,
        "command": m.command} for m in measured], indent=1) + "\n"


def as_junit(measured: Iterable[Measured]) -> xml.ElementTree:
    """One test case a cell."""
    return tree("matrix", [
        Case(m.platform, m.cell.name(), failure=f"{m.outcome()}, pinned {m.pin()}" if m.failed() else "",
             text=m.command) for m in measured])
