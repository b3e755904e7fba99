"""Writes what was measured into scripts/matrix.toml; everything that people wrote there stays as it is."""

import re
import tomllib
from pathlib import Path

from handoff.matrix.matrix import FILE, columns_of
from handoff.matrix.measure import Measured
from handoff.run.platforms import model_of
from handoff.run.versions import UNKNOWN

HEAD = "[[row]]\n"


def pin_line(platform: str, version: str, outcomes: list[str]) -> str:
    """One column of a row."""
    return f'{platform}."{version}" = [{", ".join(f"{chr(34)}{o}{chr(34)}" for o in outcomes)}]\n'


def kept(old: str | None, new: str) -> str:
    """The pin that an outcome makes: a race that is known (`a|b`) is not over because one side of it was seen."""
    return old if old and "|" in old and new in old.split("|") else new


def recorded_row(text: str, usual: list[str], measured: list[Measured]) -> str:
    """A row's text with the columns that were measured as a whole; a flaky cell is never pinned."""
    row = tomllib.loads(text)
    points = columns_of(row, usual)
    mine = [m for m in measured if (m.cell.method, m.cell.event, m.cell.storm) ==
            (row["method"], row["event"], row.get("storm", 1)) and m.cell.point in points]
    for platform, version in sorted({(model_of(m.platform), m.version) for m in mine if m.version != UNKNOWN}):
        found = {m.cell.point: m.outcome() for m in mine if (model_of(m.platform), m.version) == (platform, version)}
        if set(found) != set(points) or any(o.startswith("flaky") or o == "unproven" for o in found.values()):
            continue
        before = dict(zip(points, row.get(platform, {}).get(version, ())))
        line = pin_line(platform, version, [kept(before.get(point), found[point]) for point in points])
        old = re.compile(rf'^{re.escape(platform)}\."{re.escape(version)}" = .*\n', re.MULTILINE)
        if old.search(text):
            text = old.sub(lambda _: line, text)
        else:
            text = text.rstrip("\n") + "\n" + line + "\n"
    return text


def record(measured: list[Measured], file: Path = FILE) -> None:
    """Pins every row that was measured at all of its points."""
    head, *rows = file.read_text().split(HEAD)
    usual = tomllib.loads(head)["at"]
    file.write_text(HEAD.join([head, *(recorded_row(row, usual, measured) for row in rows)]).rstrip("\n") + "\n")
