"""docs/results.md: machines by methods and events, beside what the manuals promise and what emulators did."""

from collections.abc import Iterator

from handoff.matrix.matrix import Cell
from handoff.result.grid import NOT_REACHED, OF_REASON, OF_VERDICT
from handoff.result.result import Result
from handoff.run.names import NO_EVENT, kernel

HEAD = """# Results

Made by `make results` from the files in `results/`, which `make result` takes in ([hardware.md](hardware.md)); not
written by hand. A letter is one point at which the event is provoked (`at=`, in its order); without an event there is
one.

| letter | |
|---|---|
| `r` | recovered: every CPU and every page is back |
| `x` | crashed: a triple fault or another reset |
| `l`, `c`, `u`, `o` | lost, corrupted, unproven (the event never came), refused |
| `m` | left out, as it is meant to crash (`crash=yes` runs it) |
| `n`, `e` | the machine cannot do the method, the event |
| `h`, `s` | hung, skipped: only of emulators |
| `-` | not reached, or there is no such row |

**Bold** is what the manuals do not promise. What was left out or could not be tried promises nothing.
"""
OUTCOMES = OF_VERDICT | {"hung": "h", "skipped": "s", "n/a": NOT_REACHED}
NOTHING_SAID = {*OF_REASON.values(), NOT_REACHED, "s"}


def letter(outcome: str) -> str:
    """Of an outcome of scripts/matrix.toml; a race is what it mostly is, which stands first."""
    return OUTCOMES[outcome.split("|")[0]]


class Promises:
    """What scripts/matrix.toml has of each method and event: the manuals' word, and each emulator's newest version."""

    def __init__(self, cells: list[Cell]) -> None:
        self.manual: dict[tuple[str, str], str] = {}
        self.of: dict[str, dict[tuple[str, str], str]] = {}
        once = [cell for cell in cells if cell.storm == 1]
        newest = {platform: max((version for cell in once for version in cell.pins.get(platform, {})), key=numbers)
                  for platform in sorted({platform for cell in once for platform in cell.pins})}
        places = kernel().values("at")
        for cell in sorted(once, key=lambda cell: places.index(cell.point) if cell.point else 0):
            key = (cell.method, cell.event)
            self.manual[key] = self.manual.get(key, "") + letter(cell.manual)
            for platform, version in newest.items():
                column = self.of.setdefault(f"{platform} {version}", {})
                column[key] = column.get(key, "") + letter(cell.pins.get(platform, {}).get(version, "skipped"))


def numbers(version: str) -> list[int]:
    """10.0 is newer than 7.2."""
    return [int(part) for part in version.replace("-", ".").split(".") if part.isdigit()]


def shown(points: str, manual: str) -> str:
    """A cell, in bold if the machine did at any point what the manuals do not promise."""
    wrong = any(mine not in NOTHING_SAID and mine != theirs and theirs != "-"
                for mine, theirs in zip(points, manual))
    return f"**`{points}`**" if wrong else f"`{points}`"


def rows(results: list[Result], promises: Promises) -> Iterator[str]:
    """The table's lines."""
    tried = {(method, event) for result in results for method, cells in result.grid.items() for event in cells}
    for key in sorted(tried, key=lambda k: (k[0], k[1] != NO_EVENT, k[1])):
        manual = promises.manual.get(key, NOT_REACHED)
        mine = [shown(result.grid.get(key[0], {}).get(key[1], NOT_REACHED), manual) for result in results]
        theirs = [shown(column.get(key, NOT_REACHED), manual) for column in promises.of.values()]
        yield f"| `{key[0]}` | {key[1]} | `{manual}` | " + " | ".join([*mine, *theirs]) + " |"


def machines(results: list[Result]) -> Iterator[str]:
    """Who they are."""
    yield "| | CPU | microcode | cores × threads | firmware | product | hypervisor | verdict | version, build |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for number, result in enumerate(results, 1):
        m = result.machine
        yield (f"| {number} | {m['vendor']} {m['family']}/{m['model']}/{m['stepping']} | {m['microcode']} | "
               f"{m['cores']} × {m['threads']}, {m['cpus']} CPUs | {m['firmware']} {m['date']} | {m['product']} | "
               f"{m['hypervisor']} | {result.verdict} | {result.build['version']}, {result.build['id'][:8]} |")


def page(results: list[Result], cells: list[Cell]) -> str:
    """The whole page."""
    if not results:
        return HEAD + "\nThere is no result yet.\n"
    promises = Promises(cells)
    columns = [*(f"machine {number}" for number in range(1, len(results) + 1)), *promises.of]
    table = ["| method | event | manual | " + " | ".join(columns) + " |", "|---" * (3 + len(columns)) + "|",
             *rows(results, promises)]
    return "\n".join([HEAD, "## Machines", "", *machines(results), "", "## Rows", "", *table, ""])
