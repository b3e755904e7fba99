"""One machine's result: what its lines say, held against each other.

A checksum finds accidents, and whoever changes a text can compute a new one.  So what a result says is held against
what else it says; what contradicts itself is forged.
"""

import re
from dataclasses import dataclass

from handoff.judge.grammar import read_line
from handoff.judge.log import pairs
from handoff.result import grid as grids
from handoff.result.refused import CROPPED, FORGED, Refused
from handoff.result.text import KEPT

ONCE = ("BUILD", "MACHINE", "TIMES", "WAKES", "RESULT")
NUMBERS = {"MACHINE": ("family", "model", "stepping", "cpus", "cores", "threads"),
           "WAKES": ("nmi", "mc", "unexplained")}  # who counts SMIs may be somebody else: `?`


@dataclass(frozen=True)
class Result:
    """What came from one machine; `lines` are those of its log."""

    lines: list[str]
    build: dict[str, str]
    machine: dict[str, str]
    grid: grids.Grid
    verdict: str
    keys: dict[str, str]

    def name(self) -> str:
        """The machine, as a file's name begins."""
        m = self.machine
        return f"{m['vendor']}-{m['family']}-{m['model']}-{m['stepping']}-{m['cpus']}cpus".replace("/", "-")


def hold(condition: object, why: str) -> None:
    """Refuses what contradicts itself."""
    if not condition:
        raise Refused(FORGED, why)


def share(text: str) -> tuple[int, int]:
    """`7/8` as numbers; 0 of 0 is not known."""
    good, _, every = text.partition("/")
    return (int(good), int(every)) if good.isdigit() and every.isdigit() else (0, 0)


def by_kind(lines: list[str]) -> dict[str, list[str]]:
    """The lines of each kind; Refused if a line that has to be there once is not."""
    found: dict[str, list[str]] = {}
    for line in lines:
        match = KEPT.fullmatch(line)
        hold(match, f"no result has a line `{line}`")
        assert match is not None
        found.setdefault(match[1], []).append(line)
    if "RESULT" not in found:
        raise Refused(CROPPED, "there is no RESULT")
    for kind in ONCE:
        hold(len(found.get(kind, [])) == 1, f"there is not one line {kind}")
    for kind, names in NUMBERS.items():
        hold(all(pairs(found[kind][0]).get(name, "").isdigit() for name in names), f"{kind} lacks a number")
    hold(found.get("GRID"), "there is no row of a method")
    return found


def agrees(result: Result) -> None:
    """Whether verdict, grid and machine say the same."""
    m = {name: int(result.machine[name]) for name in NUMBERS["MACHINE"]}
    hold(0 < m["cores"] <= m["cpus"] <= m["cores"] * m["threads"], "more CPUs than cores and threads, or fewer")
    _, cpus = share(result.keys["cpus"])
    hold(cpus in (0, m["cpus"]), f"RESULT speaks of {cpus} CPUs, and the machine has {m['cpus']}")
    letters = grids.letters(result.grid)
    good, every = share(result.keys["cycles"])
    bad = set(letters) & grids.BAD
    hold(result.keys["method"] == "all", "it is no result of method=all")
    if result.verdict == "recovered":
        hold(not bad and grids.NOT_REACHED not in letters, "RESULT is recovered, and a row is not")
        hold(good == every, "RESULT is recovered, and not every cycle is good")
        ran = letters.count("r")
        # After a reset RESULT counts what the last boot has run.
        hold("x" in letters or ran and every and every % ran == 0,
             f"{ran} rows recovered, and RESULT counts {every} cycles")
        good_cpus, _ = share(result.keys["cpus"])
        hold(good_cpus == cpus, "RESULT is recovered, and a CPU is missing")
    elif result.verdict in ("unproven", "lost", "corrupted"):
        hold(bad == {grids.OF_VERDICT[result.verdict]}, f"RESULT is {result.verdict}, and no row is that alone")


def read(lines: list[str]) -> Result:
    """The result of these lines; Refused if they are none."""
    found = by_kind(lines)
    said = read_line(found["RESULT"][0], begun=True)
    hold(said is not None and said.kind == "result" and lines[-1] == found["RESULT"][0], "RESULT is malformed")
    assert said is not None
    build = pairs(found["BUILD"][0])
    hold(re.fullmatch(r"[0-9a-f]{16}", build.get("id", "")), "there is no build id")
    result = Result(lines, build, pairs(found["MACHINE"][0]), grids.of_lines(found["GRID"]),
                    said.fields["verdict"], said.fields)
    agrees(result)
    return result
