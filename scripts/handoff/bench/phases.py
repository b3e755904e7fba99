"""How long each phase of our story took, from the kernel's log.

A kernel that writes `# PHASE name=… life=… us=…` and `# CPU-PHASE name life=… median=…` is believed.  From the log of
one that does not, what can be is made of its `# EV` stamps, from the first CPU that changed to the last, and of the
few durations it did write, by the same names.
Milliseconds, except for `… mb_s`, and `… ticks`, which is of one CPU.
"""

import re
from collections.abc import Sequence

from handoff.bench.spread import Figures
from handoff.judge.log import Log, pairs

NUMBER = re.compile(r"\d+(\.\d+)?")

# The story's order; phases that are not listed come after these.
ORDER = ("bring-up B1", "soft-offline B1", "witness-fill B1", "gather B1", "freeze B1", "image B1", "write B1",
         "checksum B1", "search B1", "save B1", "soft-boot B1", "bring-up A", "soft-offline A", "verify A", "poison A",
         "gather A", "leave A", "log A", "copy A", "jump A", "hold B2", "reclaim B2", "settle B2", "witness-check B2",
         "window B2")


def number(keys: dict[str, str], key: str) -> float | None:
    """A value that is a number; None if it is missing or something else."""
    found = keys.get(key, "")
    return float(found) if NUMBER.fullmatch(found) else None


def told(lines: Sequence[str]) -> Figures:
    """What `# PHASE` and `# CPU-PHASE` lines say; with several cycles the last."""
    figures: Figures = {}
    for line in lines:
        keys = pairs(line)
        if line.startswith("# PHASE ") and "name" in keys:
            name = " ".join(filter(None, (keys["name"], keys.get("life"))))
            if (us := number(keys, "us")) is not None:
                figures[name] = us / 1000
            if (speed := number(keys, "mb_s")) is not None:
                figures[f"{name} mb_s"] = speed
        elif line.startswith("# PLAIN "):
            figures |= {f"plain-{way} mb_s": float(text) for way, text in keys.items()
                        if way != "bytes" and NUMBER.fullmatch(text)}
        elif line.startswith("# CPU-PHASE "):
            words = line.split()
            name = keys.get("name") or (words[2] if len(words) > 2 else "?")
            if (median := number(keys, "median")) is not None:
                figures[f"{name} {keys.get('life', '?')} ticks"] = median
    return figures


class Stamps:
    """The times of the `# EV` lines."""

    def __init__(self, events: Sequence[dict[str, str]]) -> None:
        self.events = [event for event in events if event.get("t", "").isdigit()]

    def of(self, life: str, **keys: str) -> list[int]:
        """When, in one life, the events with these keys were."""
        return [int(event["t"]) for event in self.events
                if event.get("life") == life and all(event.get(key) == text for key, text in keys.items())]


def span(begin: Sequence[int], end: Sequence[int], hertz: float) -> float | None:
    """Milliseconds from the first of `begin` to the last of `end`, where both are and in that order."""
    if not begin or not end or max(end) < min(begin):
        return None
    return (max(end) - min(begin)) / hertz * 1000


def after(times: Sequence[int], others: Sequence[int]) -> list[int]:
    """Those that come after all of `others`."""
    return [t for t in times if not others or t >= max(others)]


def from_events(log: Log, hertz: float) -> Figures:
    """What the stamps allow for."""
    stamps = Stamps([event for event in log.events if not event.get("why", "").startswith("probe-")])
    found: dict[str, float | None] = {}
    for life, leaving in (("B1", "freeze B1"), ("A", "leave A")):
        asleep, parked = stamps.of(life, state="offline"), stamps.of(life, state="parked")
        woken = after(stamps.of(life, why="woken"), asleep)
        found[f"bring-up {life}"] = span(stamps.of(life, state="starting"), stamps.of(life, why="arrived"), hertz)
        found[f"soft-offline {life}"] = span(asleep, asleep, hertz)
        found[f"gather {life}"] = span(woken, woken, hertz)
        found[leaving] = span(parked, parked, hertz)
    back = stamps.of("B2", why="arrived")
    online_again = after(stamps.of("B2", why="woken"), back)
    settled = [t for t in after(stamps.of("B2", state="offline"), back) if t < min(online_again, default=t + 1)]
    found["reclaim B2"] = span(stamps.of("B2", state="starting") or back, back, hertz)
    found["settle B2"] = span(settled, settled, hertz)
    found["window B2"] = span(stamps.of("A", state="parked"), back, hertz)
    return {name: value for name, value in found.items() if value is not None}


# `# copy us=… bytes=…`: the durations that the kernel always wrote.
DURATIONS = {"# image bytes": "image B1", "# image verified": "verify A", "# copy ": "copy A"}


def derived(log: Log) -> Figures:
    """The phases of a log without `# PHASE` lines."""
    figures: Figures = {}
    hertz = next((number(pairs(line), "tsc_hz") for line in log.lines if line.startswith("# tsc_hz=")), None)
    if hertz:
        figures |= from_events(log, hertz)
    for line in log.lines:
        for start, name in DURATIONS.items():
            if line.startswith(start) and (us := number(pairs(line), "us")) is not None:
                figures[name] = us / 1000
        if found := re.match(r"# disk (\S+) .*\bmb_s=(\d+)", line):
            figures[f"disk-{found[1]} mb_s"] = float(found[2])
    return figures


def figures_of(log: Log) -> Figures:
    """What the kernel said itself, and where it said nothing what its stamps say."""
    said = told(log.lines)
    if not said:
        return derived(log)
    return said | {name: value for name, value in derived(log).items() if name.endswith("mb_s") and name not in said}


def in_order(names: Sequence[str]) -> list[str]:
    """Sorted as the story goes; the others after it, by name."""
    def key(name: str) -> tuple[int, int, str]:
        phase = name.removesuffix(" mb_s").removesuffix(" ticks")
        kind = 1 if name.endswith(" ticks") else 2 if name.endswith(" mb_s") else 0
        return kind, ORDER.index(phase) if phase in ORDER else len(ORDER), name

    return sorted(names, key=key)
