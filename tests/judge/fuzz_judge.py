"""Changes real logs at random and holds that the judge believes none of them that says something else.

    make fuzz-judge SECONDS=600 [SEED=1]

The oracle is not the judge's own grammar: a log says the same if it differs only in remarks for people, in why a CPU
changed its state, in when (as long as clocks do not go backwards), or in where memory lay.
"""

import itertools
import os
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from handoff.judge.judge import End, Facts, Given, judge
from handoff.judge.log import clean, parse

LOGS = Path(__file__).with_name("judged")
NAMES = ("whole", "cycles", "nvme", "nmi", "probes")
MACHINE = Given(cpus=4)
PASSED = Facts(End.EXIT, code=0)
SPICE = ["not ok 7 - every cpu is back", "ok 7 - every cpu is back", "1..12", "# PANIC x", "# LOST x", "Bail out! x",
         "# power off", "\r", "\x1b[0m", "KTAP version 1", "not ", "# ", " ", "0", "9" * 30, "?", "recovered", "lost",
         "# SKIP", "# TODO", "# cpu 3 apic id 3 is offline: its own mark not proven", "1/1", "4/4", "3/4"]

# What tells of the story, however it is spelt; any other line that begins with `# ` is a remark.
FACT = re.compile(r"#\W*((not )?ok\b|EV\b|RESULT|ROW|witness|life|options|nonce|inject|slot life|power off|PANIC|LOST"
                  r"|image\W+(on|check|page)\b|image base=\S+ pages|safe pages:"
                  r"|cpu [0-9]+ apic id|[0-9]+ events|(leave|gather|parallel|mailbox):|bail|k?tap version"
                  r"|[0-9]+\s*\.\.)", re.IGNORECASE)
FREE_FIELDS = (
    (re.compile(r"^# EV t=\d+ "), "# EV "),
    (re.compile(r"^(# EV (?!.*state=copying).*why=)\S*"), r"\1"),
    (re.compile(r"^# witness base=0x[0-9a-f]+ "), "# witness "),
    (re.compile(r"^# image base=(?!0x400000 )0x[0-9a-f]+ "), "# image "),
    (re.compile(r"^(# image-check .* changed-since=)\d+"), r"\1"),
    (re.compile(r"^(# nonce .* a=)0x[0-9a-f]{16}"), r"\1"),  # A's own, which only B tells
    (re.compile(r"^(# inject .* t=)\d+"), r"\1"),
)
# Options that a rule holds against something; the log tells no more of the others.
HELD_OPTIONS = re.compile(r" (?:method|nosmt|offline|inject|at|store|layout|cycles|witness|storm)=[^ ]*")
PROBES_DO_NOT_NEED = re.compile(r" (?:cycles|witness|storm|at|slot|base|size)=[^ ]+")
NAP = re.compile(r"(# EV life=B1 cpu=\d+ state=)offline why= by=\d+\n\1online .*\n")  # a probe's; it leaves no trace


def said(text: str) -> list[str]:
    """What a log says: its lines without remarks and without what may be anything."""
    found, begun = [], False
    for line in text.split("\n"):
        line = line.rstrip("\r") if begun else clean(line)
        begun |= line == "KTAP version 1" or line.startswith("# life=")
        # Before the kernel's first word, and while the power is off, the port is firmware's.
        if not begun or not clean(line) or line.startswith("# ") and not FACT.match(line):
            continue
        begun = line != "# power off"
        for pattern, instead in FREE_FIELDS:
            line = pattern.sub(instead, line)
        if line.startswith("# options"):
            line = "# options" + "".join(HELD_OPTIONS.findall(line))
            line = re.sub(r" (at|storm)=[^ ]*", "", line) if "inject=none" in line else line
        found.append(line)
    if any(" method=none" in line for line in found):
        found = [PROBES_DO_NOT_NEED.sub("", line) for line in sorted(found, key=lambda line: line.startswith("# EV "))]
    return without_order_among_cpus(found)


def without_order_among_cpus(found: list[str]) -> list[str]:
    """State changes of different CPUs, and witness pages, may come in any order; changes of one CPU may not."""
    text = ""
    for free, lines in itertools.groupby(found, key=lambda line: line.startswith(("# EV ", "# wit", "# ima"))):
        group = sorted(lines, key=lambda line: (line[:5], re.findall("(?:cpu|pages)=[^ ]*", line))) if free else lines
        text += "".join(f"{line}\n" for line in group)
    return NAP.sub("", text).split("\n")


def drop(lines: list[str], at: int, rng: random.Random) -> None:
    del lines[at]


def double(lines: list[str], at: int, rng: random.Random) -> None:
    lines.insert(at, lines[at])


def swap(lines: list[str], at: int, rng: random.Random) -> None:
    other = rng.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def move(lines: list[str], at: int, rng: random.Random) -> None:
    lines.insert(rng.randrange(len(lines)), lines.pop(at))


def digit(lines: list[str], at: int, rng: random.Random) -> None:
    places = [i for i, c in enumerate(lines[at]) if c.isdigit()]
    if places:
        i = rng.choice(places)
        lines[at] = lines[at][:i] + rng.choice("0123456789") + lines[at][i + 1:]


def character(lines: list[str], at: int, rng: random.Random) -> None:
    i = rng.randrange(len(lines[at]) + 1)
    lines[at] = lines[at][:i] + rng.choice(["", chr(rng.randrange(1, 256)), "\t", "=", "-"]) + lines[at][i + 1:]


def word(lines: list[str], at: int, rng: random.Random) -> None:
    words, others = lines[at].split(" "), rng.choice(lines).split(" ")
    i = rng.randrange(len(words))
    words[i:i + 1] = rng.choice([[], [rng.choice(others)], [words[i]] * 2, [rng.choice(SPICE)]])
    lines[at] = " ".join(words)


def spice(lines: list[str], at: int, rng: random.Random) -> None:
    lines.insert(at, rng.choice(SPICE))


def value(lines: list[str], at: int, rng: random.Random) -> None:
    """A value of one line in another's place."""
    mine, others = re.findall(r"=(\S+)", lines[at]), re.findall(r"=(\S+)", rng.choice(lines))
    if mine and others:
        lines[at] = lines[at].replace(f"={rng.choice(mine)}", f"={rng.choice(others)}", 1)


CHANGES: list[Callable[[list[str], int, random.Random], None]] = [
    drop, double, swap, move, digit, digit, character, word, spice, value, value]


def changed(text: str, rng: random.Random) -> str:
    """One to three changes."""
    lines = text.split("\n")
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        rng.choice(CHANGES)(lines, rng.randrange(len(lines)), rng)
    return "\n".join(lines)


def fuzz(seconds: float, seed: int) -> tuple[int, str | None]:
    """How many logs were tried, and the first that was believed and says something else."""
    rng, end, tried = random.Random(seed), time.monotonic() + seconds, 0
    logs = {name: (LOGS / f"{name}.log").read_text() for name in NAMES}
    originals = {name: said(text) for name, text in logs.items()}
    while time.monotonic() < end:
        name = rng.choice(NAMES)
        text = changed(logs[name], rng)
        tried += 1
        if judge(parse(text), PASSED, MACHINE)[0] == "recovered" and said(text) != originals[name]:
            return tried, text
    return tried, None


def main() -> int:
    seconds, seed = float(os.environ.get("SECONDS", "60")), int(os.environ.get("SEED") or random.randrange(1 << 32))
    tried, believed = fuzz(seconds, seed)
    print(f"{tried} logs, seed {seed}: {'one was believed' if believed else 'none was believed'}")
    if believed is None:
        return 0
    left = Path("build/fuzz/judge.log")
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_text(believed)
    print(f"it is in {left}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
