"""The survival matrix as a page: one table a method, one column for each platform in each version."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handoff.matrix.matrix import Cell, differs
from handoff.matrix.measure import Measured
from handoff.run.platforms import model_of, platforms

MARKS = {"recovered": "✔", "crashed": "✘ crashed", "hung": "✘ hung", "lost": "✘ lost", "corrupted": "✘ corrupted",
         "unproven": "? unproven"}
HEAD = """\
# The survival matrix

Made by `make matrix RECORD=1` from runs, never by hand: it is what `scripts/matrix.toml` has pinned, and that has each
cell's source in the manuals, too. [methods/](methods/README.md) is what the methods are, [platforms.md](platforms.md)
what the emulators themselves do, [bugs/](bugs/README.md) a report for each cause of a ≠,
[linux-matrix.md](linux-matrix.md) the same with a Linux on one side.

✔: recovered. In **bold**: not the same as in the version to the left. ≠: not what the manual promises, or not always;
the reason is below the table. `n/a`: the event cannot apply. `skipped`: it cannot be provoked there. `or`: the one or
the other, by a race. Empty: not pinned. `event × n`: provoked n times, one after the other. How often each cell was run
is in the head of `scripts/matrix.toml`.
"""

Column = tuple[str, str]  # platform, version


@dataclass(frozen=True)
class Entry:
    """What one cell came to in one column."""

    cell: Cell
    column: Column
    outcome: str


def pinned(cells: Iterable[Cell]) -> list[Entry]:
    """Everything that was ever recorded."""
    return [Entry(cell, (platform, version), outcome) for cell in cells for platform, versions in cell.pins.items()
            for version, outcome in versions.items()]


def measured_now(measured: Iterable[Measured]) -> list[Entry]:
    """What came out of this run."""
    return [Entry(m.cell, (model_of(m.platform), m.version), m.outcome()) for m in measured]


def by_number(version: str) -> list[tuple[int, str]]:
    """10.0 comes after 7.2."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"[.+-]", version)]


def in_order(columns: Iterable[Column]) -> list[Column]:
    """Each once, in the order of the platforms, each from its oldest version to its newest; strangers come last."""
    order = {name: number for number, name in enumerate(platforms())}
    return sorted(set(columns), key=lambda column: (order.get(column[0], len(order)), column[0], by_number(column[1])))


def changed(before: str, now: str) -> bool:
    """May not both have been the same?  A race that no longer shows is no change."""
    return not set(before.split("|")) & set(now.split("|"))


def shown(outcome: str, manual: str, before: str | None) -> str:
    """One cell of a table; `before` is what the version to the left did."""
    text = " or ".join(MARKS.get(word, word) for word in outcome.split("|"))
    text += " ≠" if differs(outcome, manual) else ""
    return f"**{text}**" if before is not None and changed(before, outcome) else text


def row(outcomes: dict[Column, str], cell: Cell, shape: list[Column]) -> tuple[str, ...]:
    """A row's cells, what the manual promises first."""
    texts = [shown(cell.manual, cell.manual, None)]
    for left, column in zip([("", ""), *shape], shape):
        before = outcomes.get(left) if left[0] == column[0] else None
        texts.append(shown(outcomes[column], cell.manual, before) if column in outcomes else "")
    return tuple(texts)


def title(cell: Cell) -> str:
    """The head of a row."""
    return cell.event + (f" × {cell.storm}" if cell.storm > 1 else "")


def rows(entries: list[Entry], shape: list[Column]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(event, points, cells); points at which everything is the same share a row."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for cell in {entry.cell.name(): entry.cell for entry in entries}.values():
        outcomes = {entry.column: entry.outcome for entry in entries if entry.cell.name() == cell.name()}
        found.setdefault((title(cell), row(outcomes, cell, shape)), []).append(cell.point)
    for (event, texts), points in found.items():
        yield event, ", ".join(points), texts


def causes(entries: list[Entry]) -> Iterator[str]:
    """Why cells differ from the manual, each reason once."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for entry in entries:
        if differs(entry.outcome, entry.cell.manual):
            why = entry.cell.cause(*entry.column) or "not known"
            found.setdefault((title(entry.cell), why), {})[" ".join(entry.column)] = None
    for (event, why), where in found.items():
        yield f"- {event}, {', '.join(where)}: {why}"


def as_markdown(entries: list[Entry], head: str = HEAD) -> str:
    """The whole page."""
    lines = [head]
    for method in dict.fromkeys(entry.cell.method for entry in entries):
        mine = [entry for entry in entries if entry.cell.method == method]
        shape = in_order(entry.column for entry in mine)
        lines += [f"## {method}", "", f"| event | at | manual | {' | '.join(map(' '.join, shape))} |",
                  "|---|---|---|" + "---|" * len(shape)]
        lines += [f"| {event} | {points} | {' | '.join(texts)} |" for event, points, texts in rows(mine, shape)]
        lines += ["", *(why := list(causes(mine))), *[""] * bool(why)]
    return "\n".join(lines).rstrip("\n") + "\n"
