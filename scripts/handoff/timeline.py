"""What every CPU did and when, out of a log's `# EV` lines.  Pure; nonsense in a log is told, no error."""

import re
from dataclasses import dataclass, field

from handoff.log import clean, pairs

GAP = 0.02  # of the time so far: between lives whose clock starts anew (a power cycle)
RUNNER = re.compile(r"# (qemu|bochs): (.*)")
SENT = re.compile(r"# inject (\w+) at=(\w+) t=(\d+) sent=(\d+)")
WAKES = re.compile(r"# wakes cpu=(\d+) nmi=(\d+) smi=(\d+) mc=(\d+)")
CLOCKED = re.compile(r"\bt=(\d+) CPU(\d+) (.*)")


@dataclass(frozen=True)
class Span:
    """One CPU in one state, in seconds since the first event."""

    cpu: int
    state: str
    why: str
    start: float
    end: float


@dataclass(frozen=True)
class Mark:
    """Something that happened at one moment, to one CPU or to all (cpu is None)."""

    cpu: int | None
    kind: str  # event, survived, line, end
    text: str
    at: float


@dataclass
class Timeline:
    """A whole run."""

    lives: list[tuple[str, float, float]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    cpus: int = 0
    end: float = 0.0
    verdict: str = ""
    problems: list[str] = field(default_factory=list)

    def copies(self) -> list[tuple[float, float]]:
        """When the image was copied over A."""
        return [(s.start, s.end) for s in self.spans if s.state == "copying"]


@dataclass
class Clock:
    """One life's clock, laid behind the lives before it."""

    life: str
    hz: float
    first: int
    offset: float

    def seconds(self, t: int) -> float:
        """Since the run's first event."""
        return self.offset + max(0, t - self.first) / self.hz


class Builder:
    """Reads a log line by line."""

    def __init__(self) -> None:
        self.line = Timeline()
        self.hz = 0.0
        self.clock: Clock | None = None
        self.last = 0
        self.open: dict[int, tuple[str, str, float]] = {}
        self.events: list[tuple[int, int, str, str]] = []  # of the life being read: t, cpu, state, why

    def enter(self, life: str, t: int) -> None:
        """The first event of another life; its clock goes on, or starts anew after a power cycle."""
        goes_on = self.clock is not None and t >= self.last
        self.finish_life()
        if self.clock is not None and goes_on:
            self.clock = Clock(life, self.hz, self.clock.first, self.clock.offset)
        else:
            self.clock = Clock(life, self.hz, t, self.line.end * (1 + GAP))
        at = self.clock.seconds(t)
        self.line.lives.append((life, at, at))
        for cpu, (state, _, _) in list(self.open.items()):
            if state == "copying":  # who copied is who goes on
                self.close(cpu, at)
                self.open[cpu] = ("online", "resumed", at)

    def event(self, words: dict[str, str]) -> None:
        """One `# EV` line."""
        try:
            t, cpu, state, life = int(words["t"]), int(words["cpu"]), words["state"], words["life"]
        except (KeyError, ValueError):
            self.line.problems.append("an EV line without t, cpu, state and life: " + " ".join(words.values())[:60])
            return
        if self.hz <= 0:
            self.line.problems.append("EV lines before tsc_hz")
            self.hz = 1e9
        if self.clock is None or life != self.clock.life:
            self.enter(life, t)
        self.last = max(self.last, t)
        self.events.append((t, cpu, state, words.get("why", "")))

    def finish_life(self) -> None:
        """Events were written by several CPUs: in the order of time they make spans."""
        if self.clock is None:
            return
        for t, cpu, state, why in sorted(self.events):
            at = self.clock.seconds(t)
            if cpu in self.open:
                self.close(cpu, at)
            self.open[cpu] = (state, why, at)
            self.line.cpus = max(self.line.cpus, cpu + 1)
            self.line.end = max(self.line.end, at)
        self.events = []
        life, start, _ = self.line.lives[-1]
        self.line.lives[-1] = (life, start, self.line.end)

    def close(self, cpu: int, at: float) -> None:
        """The CPU's state ends here."""
        state, why, start = self.open.pop(cpu)
        self.line.spans.append(Span(cpu, state, why, start, max(start, at)))

    def mark(self, cpu: int | None, kind: str, text: str, t: int | None = None) -> None:
        """At clock time t, or where the log stands."""
        if self.clock is not None:
            at = self.clock.seconds(self.last if t is None else t)
            self.line.marks.append(Mark(cpu, kind, text, at))
            self.line.end = max(self.line.end, at)

    def survived(self, cpu: int, counts: dict[str, str]) -> None:
        """What a CPU had counted when B looked: it happened when the event was sent."""
        sent = [m.at for m in self.line.marks if m.kind == "event"]
        text = "survived " + ", ".join(f"{n} {what}" for what, n in counts.items() if n != "0")
        self.line.marks.append(Mark(cpu, "survived", text, sent[-1] if sent else self.line.end))

    def add(self, raw: str) -> None:
        """One line of the log, or of what the runner said."""
        line = clean(raw)
        if line.startswith("# tsc_hz="):
            value = pairs(line).get("tsc_hz", "")
            self.hz = float(value) if value.isdigit() and int(value) > 0 else self.hz
        elif line.startswith("# EV "):
            self.event(pairs(line))
        elif sent := SENT.match(line):
            self.mark(None, "event", f"{sent[4]} × {sent[1]} at {sent[2]}", int(sent[3]))
        elif (wakes := WAKES.match(line)) and any(n != "0" for n in wakes.groups()[1:]):
            self.survived(int(wakes[1]), dict(zip(("nmi", "smi", "mc"), wakes.groups()[1:])))
        elif line.startswith("# LINE "):
            cpu = pairs(line).get("cpu", "")
            self.mark(int(cpu) if cpu.isdigit() else None, "line", line[2:])
        elif said := RUNNER.match(line):
            clocked = CLOCKED.search(said[2])
            if clocked:
                self.mark(int(clocked[2]), "end", clocked[3], int(clocked[1]))
        elif line.startswith("VERDICT ") or line.startswith("# RESULT "):
            self.line.verdict = line.removeprefix("# RESULT ").removeprefix("VERDICT ")

    def done(self) -> Timeline:
        """The end of the log."""
        self.finish_life()
        line = self.line
        if self.clock is not None and line.lives:
            line.end = max([line.end, *(m.at for m in line.marks)]) * 1.01
            life, start, _ = line.lives[-1]
            line.lives[-1] = (life, start, line.end)
        for cpu in list(self.open):
            self.close(cpu, line.end)
        if not line.spans:
            line.problems.append("there is not one EV line in this log")
        if not line.verdict:
            line.problems.append("the log ends without RESULT or VERDICT")
        return line


def build(text: str) -> Timeline:
    """A whole log."""
    builder = Builder()
    for line in text.splitlines():
        builder.add(line)
    return builder.done()
