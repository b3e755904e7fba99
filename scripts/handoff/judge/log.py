"""Reads the kernel's log: KTAP lines, `# EV` state changes and `# RESULT`.  docs/log.md is the contract."""

import re
from dataclasses import dataclass, field

# Firmware and boot loaders write cursor movements and colours to the same serial port.
ESCAPE = re.compile(r"\x1b(\[[0-9;?=]*[A-Za-z]|[()][A-Z0-9]|[=>78c])")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean(line: str) -> str:
    """A line as a person would see it."""
    return CONTROL.sub("", ESCAPE.sub("", line)).rstrip()


def pairs(words: str) -> dict[str, str]:
    """`a=1 b=2` as a mapping; words without `=` are left out."""
    return dict(word.split("=", 1) for word in words.split() if "=" in word)


@dataclass(frozen=True)
class Check:
    """One `ok 3 - name` or `not ok 3 - name`."""

    number: int
    ok: bool
    name: str


@dataclass(frozen=True)
class Result:
    """One `# RESULT recovered key=value…`."""

    verdict: str
    keys: dict[str, str]


@dataclass
class Log:
    """What a log holds; nothing here judges it."""

    lines: list[str] = field(default_factory=list)
    versions: int = 0
    plans: list[int] = field(default_factory=list)
    skip: str | None = None
    bail: str | None = None
    checks: list[Check] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    events: list[dict[str, str]] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)

    def last_line(self) -> str:
        """The last line that is not empty."""
        return next((line for line in reversed(self.lines) if line), "")

    def waits_for_power(self) -> bool:
        """Has the kernel said that it switches the machine off, and that its story goes on at the next start?"""
        return self.last_line() == "# power off"

    def add(self, raw: str) -> str:
        """Takes in the next line and returns it cleaned."""
        line = clean(raw)
        self.lines.append(line)
        if line == "KTAP version 1":
            self.versions += 1
        elif plan := re.fullmatch(r"1\.\.(\d+)(?: # SKIP ?(.*))?", line):
            self.plans.append(int(plan[1]))
            self.skip = plan[2] if plan[2] is not None else self.skip
        elif found := re.fullmatch(r"(not )?ok (\d+)(?: -)? ?(.*)", line):
            self.checks.append(Check(int(found[2]), not found[1], found[3]))
        elif line.startswith("Bail out!"):
            self.bail = line.removeprefix("Bail out!").strip()
        elif line.startswith("# options "):
            self.options |= pairs(line)
        elif line.startswith("# EV "):
            self.events.append(pairs(line))
        elif line.startswith("# RESULT"):
            verdict, _, keys = line.removeprefix("# RESULT").strip().partition(" ")
            self.results.append(Result(verdict, pairs(keys)))
        return line


def parse(text: str) -> Log:
    """A whole log at once."""
    log = Log()
    for line in text.split("\n"):
        log.add(line)
    return log
