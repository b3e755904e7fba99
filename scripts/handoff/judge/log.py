"""Reads the kernel's log, line by line, into what the judge and the reports need; nothing here judges it."""

from dataclasses import dataclass, field

from handoff.judge.grammar import Line, clean, pairs, read_line

__all__ = ["Check", "Log", "Result", "clean", "pairs", "parse"]


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
    """What a log holds."""

    lines: list[str] = field(default_factory=list)
    entries: list[Line] = field(default_factory=list)  # all but remarks, in their order
    begun: bool = False  # what firmware and loaders write before is not the kernel's

    def all(self, kind: str) -> list[Line]:
        """The lines of one kind."""
        return [entry for entry in self.entries if entry.kind == kind]

    @property
    def versions(self) -> int:
        """How often a log began."""
        return len(self.all("version"))

    @property
    def plans(self) -> list[int]:
        """Every `1..N`."""
        return [entry.number("count") if entry.kind == "plan" else 0
                for entry in self.entries if entry.kind in ("plan", "skip")]

    @property
    def skip(self) -> str | None:
        """Why everything is skipped, if it is."""
        return next((entry.fields["text"] for entry in self.all("skip")), None)

    @property
    def bail(self) -> str | None:
        """Why the story may not begin or go on, if so."""
        return next((entry.fields["text"] for entry in self.all("bail")), None)

    @property
    def checks(self) -> list[Check]:
        """Every check."""
        return [Check(entry.number("number"), "not" not in entry.fields, entry.fields["name"])
                for entry in self.all("check")]

    @property
    def options(self) -> dict[str, str]:
        """What the kernel said is in force."""
        return {key: value for entry in self.all("options") for key, value in pairs(entry.fields["pairs"]).items()}

    @property
    def events(self) -> list[dict[str, str]]:
        """Every change of a CPU's state."""
        return [entry.fields for entry in self.all("ev")]

    @property
    def results(self) -> list[Result]:
        """Every RESULT."""
        return [Result(entry.fields["verdict"], {k: v for k, v in entry.fields.items() if k != "verdict"})
                for entry in self.all("result")]

    def last_line(self) -> str:
        """The last line that is not empty."""
        return next((line for line in reversed(self.lines) if line), "")

    def waits_for_power(self) -> bool:
        """Has the kernel said that it switches the machine off, and that its story goes on at the next start?"""
        return self.last_line() == "# power off"

    def ends_by_power(self) -> bool:
        """Has a Linux that is kernel B said that it switches the machine off after its RESULT?"""
        return bool(self.all("linux") and self.all("powers-off") and self.results)

    def add(self, raw: str) -> str:
        """Takes in the next line and returns it cleaned.  A carriage return on its own makes two lines of one."""
        for part in raw.rstrip("\r").split("\r"):
            self.take(part)
        line = clean(raw)
        self.lines.append(line)
        return line

    def forget(self) -> None:
        """A new log begins."""
        self.lines.clear()
        self.entries.clear()
        self.begun = False

    def take(self, part: str) -> None:
        """One line of the screen.  The kernel writes no escapes: once it has begun they are taken as they are."""
        text = clean(part)
        entry = read_line(part if self.begun and text else text, self.begun)
        if entry is None or entry.kind == "unwatched":  # a remark that begins like an extent
            return
        self.entries.append(entry)
        self.begun = entry.kind != "off"  # from there to the next start of the machine firmware has the port again


def parse(text: str) -> Log:
    """A whole log at once."""
    log = Log()
    for line in text.split("\n"):
        log.add(line)
    return log
