"""A log's lines, put together to steps: the same state change of several CPUs is one step, and so are all counts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handoff.judge.log import pairs

KINDS = {"event": r"# EV ", "wakes": r"# wakes ", "checks": r"(not )?ok \d", "witness": r"# witness base="}


@dataclass
class Change:
    """The same state change of one or more CPUs."""

    state: str
    why: str
    life: str
    cpus: list[int]
    line: str  # of the first of them


def kind(line: str) -> str:
    """What may be put together; empty for lines that stand alone."""
    return next((name for name, pattern in KINDS.items() if re.match(pattern, line)), "")


def blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Neighbouring lines of one kind together."""
    block: list[str] = []
    for line in lines:
        if block and (kind(line) != kind(block[0]) or not kind(line)):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def whole(line: str) -> bool:
    """Is this a whole `# EV` line, and not one that a reset cut in two?"""
    event = pairs(line)
    return all(event.get(name) for name in ("life", "state", "why", "by")) \
        and all(event.get(name, "").isdigit() for name in ("t", "cpu"))


def same(found: list[Change], change: tuple[str, str, str], cpu: int) -> Change | None:
    """The step that this change may join without overtaking another change of the same CPU."""
    for step in reversed(found):
        if cpu in step.cpus:
            return None
        if (step.state, step.why, step.life) == change:
            return step
    return None


def changes(lines: Iterable[str]) -> list[Change]:
    """Neighbouring `# EV` lines as steps, in the order of their times."""
    found: list[Change] = []
    for line in sorted(filter(whole, lines), key=lambda text: int(pairs(text)["t"])):
        event = pairs(line)
        change, cpu = (event["state"], event["why"], event["life"]), int(event["cpu"])
        if step := same(found, change, cpu):
            step.cpus.append(cpu)
        else:
            found.append(Change(*change, [cpu], line))
    for step in found:
        step.cpus.sort()
    return found
