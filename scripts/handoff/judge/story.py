"""The order of a log's lines: which lives it tells of, and which lines belong to which.

Each line becomes one letter, and an order is a regular expression over letters.
"""

import re
from dataclasses import dataclass, field

from handoff.judge.contradiction import hold
from handoff.judge.grammar import Line

LETTERS = {"version": "V", "plan": "P", "options": "O", "slot": "S", "inject": "I", "nonce": "N", "safe": "G",
           "witness": "W", "returned": "t", "extent": "b", "image": "i",
           "from": "F", "available": "a", "own": "u", "overwritten": "w",
           "to": "T", "given": "g", "poisoned": "p", "kept": "h", "linux": "Y", "linux-cpu": "y", "took": "m",
           "reserved": "q", "found": "f", "powers-off": "d",
           "check": "k", "off": "o", "result": "X", "life": "L", "ev": "e"}
LIVES = {"B1": "B", "A": "A", "B2": "C"}  # of EV lines; C: B's second life

FREEZE = "[BC]*o?"
KERNEL_A = "LSA*c"  # c: the copier starts, the last that A says
# t, b, i: the image as it came back, its extents, and as it is at the end
BACK = "tb+I?NG?C*W+iC*k+"
CYCLE = re.compile(f"(?P<freeze>{FREEZE})(?P<a>{KERNEL_A})(?P<back>{BACK})(?P<row>R?)(?P<left>r*)")
START = re.compile("VPLSOB*kk")
PROBES = re.compile("VPLSOB*kkB*kX")


def letter(line: Line) -> str:
    """One for each line that is not a remark."""
    if line.kind == "ev":
        return "c" if line.fields["state"] == "copying" else LIVES[line.fields["life"]]
    if line.kind == "row":
        return "r" if line.fields["verdict"] in ("skipped", "crashed") else "R"
    return LETTERS.get(line.kind, "?")


@dataclass(frozen=True)
class Cycle:
    """From B, that freezes the other CPUs, by A, to B again: the lines of each part."""

    freeze: list[Line]
    a: list[Line]
    back: list[Line]
    row: list[Line]
    left_out: list[Line]  # rows that method=all left out, or in which the boot before this one ended


@dataclass(frozen=True)
class Story:
    """A whole log in parts."""

    start: list[Line]
    cycles: list[Cycle] = field(default_factory=list)
    left_out: list[Line] = field(default_factory=list)  # rows left out before the first cycle

    def rows_left_out(self) -> list[Line]:
        """Every row that method=all left out."""
        return [*self.left_out, *(row for cycle in self.cycles for row in cycle.left_out)]


def only(lines: list[Line], kind: str) -> list[Line]:
    """Those of one kind."""
    return [line for line in lines if line.kind == kind]


def in_order(lines: list[Line], probes_only: bool) -> Story:
    """The parts of a log that ends well; throws if the lives do not follow one another as they must."""
    letters = "".join(map(letter, lines))
    if probes_only:
        hold(PROBES.fullmatch(letters), "lives-out-of-order")
        return Story(lines)
    found = START.match(letters)
    hold(found, "first-life-out-of-order")
    assert found is not None
    at = found.end()
    story = Story(lines[:at])
    while at < len(letters) and letters[at] == "r":
        story.left_out.append(lines[at])
        at += 1
    while match := CYCLE.match(letters, at):
        story.cycles.append(Cycle(*(lines[slice(*match.span(name))]
                                    for name in ("freeze", "a", "back", "row", "left"))))
        at = match.end()
    # After the last row that took the machine with it a boot has none left to run (`crash=yes`).
    crashed = [row for row in story.left_out if row.fields["verdict"] == "crashed"]
    hold(letters[at:] == "X" and (story.cycles or crashed), "lives-out-of-order")
    hold(len(crashed) == len([row for row in story.rows_left_out() if row.fields["verdict"] == "crashed"]) <= 1,
         "a-row-crashed-in-the-middle")
    return story
