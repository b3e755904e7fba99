"""From a log to what happened when on which CPU: lives, states, the copy, events.  A damaged log says so in `flaws`.

The clock may start anew with a life, so lives are consecutive segments: where the clock went back, or the power was
off, a new epoch begins right after what is known of the one before.
"""

import re

from handoff.judge.log import clean, pairs
from handoff.timeline.model import Mark, Segment, Span, Timeline

STATES = ("known", "starting", "online", "offline", "left", "in-init", "parked", "missing", "copying")
EV_KEYS = ("t", "life", "cpu", "state", "why", "by")
EMULATOR = re.compile(r"# \w+: t=\d+ ")  # what the machine said when it gave up, by the kernel's clock
PAUSE = 0.02  # seconds drawn for a time that no clock has measured
MOST_CPUS = 4096


def number(words: dict[str, str], key: str) -> int | None:
    """A decimal value; None if it is missing or garbled."""
    value = words.get(key, "")
    return int(value) if re.fullmatch(r"[0-9]{1,20}", value) else None


class Clock:
    """Ticks to seconds of the story."""

    def __init__(self) -> None:
        self.hz, self.first, self.base = 0, 0, 0.0

    def seconds(self, ticks: int) -> float:
        """Where in the story the clock said this."""
        return self.base + (ticks - self.first) / (self.hz or 10**9)


class Reader:
    """Takes in a log line by line."""

    def __init__(self) -> None:
        self.line = Timeline()
        self.clock = Clock()
        self.state: dict[int, Span] = {}
        self.batch: list[tuple[int, str, int, str, str]] = []  # of one life: t, life, cpu, state, why
        self.hz = 0
        self.power_went = False
        self.last_ticks = 0
        self.wakes: list[tuple[int, dict[str, str]]] = []
        self.store: tuple[int, int | None] | None = None
        self.copying: Span | None = None

    def read(self, text: str) -> Timeline:
        """The whole log."""
        lines = [clean(line) for line in text.split("\n")]
        begin = next((i for i, line in enumerate(lines) if line == "KTAP version 1"), None)
        if begin is None:
            self.line.flaws.append("there is no line `KTAP version 1`: this is not a whole log of the kernel")
        for count, line in enumerate(lines, 1):
            if begin is None or count > begin:
                self.take(count, line)
        self.flush()
        self.finish(text)
        return self.line

    def take(self, count: int, line: str) -> None:
        """One line."""
        words = pairs(line)
        if line.startswith("# EV"):
            self.event(count, line, words)
        elif line.startswith("# tsc_hz="):
            self.flush()
            self.hz = number(words, "tsc_hz") or 0
            if not self.hz:
                self.garbled(count, line)
        elif line == "# power off":
            self.flush()
            self.power_went = True
        elif line.startswith("# options "):
            self.line.options |= words
        elif line.startswith("# RESULT"):
            self.line.verdict = (line.removeprefix("# RESULT").split() or ["?"])[0]
        elif line.startswith(("# copy ", "# LINE ", "# inject ", "# wakes ")) or EMULATOR.match(line):
            self.flush()
            self.remark(count, line, words)

    def garbled(self, count: int, line: str) -> None:
        """A line that cannot mean anything."""
        self.line.flaws.append(f"line {count} cannot be read: {line[:80]}")

    def event(self, count: int, line: str, words: dict[str, str]) -> None:
        """# EV t=… life=… cpu=… state=… why=… by=…"""
        t, cpu = number(words, "t"), number(words, "cpu")
        if t is None or cpu is None or cpu >= MOST_CPUS or words.get("state") not in STATES \
                or any(not words.get(key) for key in EV_KEYS):
            self.garbled(count, line)
            return
        if self.batch and self.batch[0][1] != words["life"]:
            self.flush()
        self.batch.append((t, words["life"], cpu, words["state"], words["why"]))

    def at(self, ticks: int) -> float:
        """The time of something outside `# EV`, never before the first event of the running clock."""
        return max(self.clock.seconds(ticks), self.clock.base)

    def flush(self) -> None:
        """The events collected so far happened, in the order of their times: CPUs' own are logged late."""
        batch, self.batch = sorted(self.batch, key=lambda event: event[0]), []
        if not batch:
            return
        self.keep_time(batch[0][0])
        for t, life, cpu, state, why in batch:
            self.enter_life(life, self.clock.seconds(t))
            self.change(cpu, self.clock.seconds(t), state, why)
            self.last_ticks = max(self.last_ticks, t)

    def keep_time(self, ticks: int) -> None:
        """Starts a new epoch if the clock did."""
        line, first = self.line, not self.line.segments
        slack = (self.hz or 10**9) // 1000  # CPUs that log late
        if not first and not self.power_went and ticks >= self.last_ticks - slack:
            return
        if not first:
            for cpu in list(self.state):
                self.close(cpu, line.end)
            line.end += PAUSE
        self.clock.hz, self.clock.first, self.clock.base = self.hz, ticks, line.end
        line.epochs.append(line.end)
        self.power_went, self.last_ticks = False, 0
        if not self.hz:
            line.flaws.append("no `# tsc_hz=` before the first event: times are shown as if the clock ran at 1 GHz")

    def enter_life(self, life: str, at: float) -> None:
        """The next segment, if this is another life."""
        segments = self.line.segments
        same_epoch = segments and self.line.epochs and segments[-1].start >= self.line.epochs[-1]
        if same_epoch and segments[-1].life == life:
            return
        if same_epoch:
            segments[-1].end = at
        segments.append(Segment(life, at, at))

    def change(self, cpu: int, at: float, state: str, why: str) -> None:
        """One CPU's next state."""
        self.close(cpu, at)
        self.state[cpu] = Span(cpu, at, at, state, why)
        self.line.spans.append(self.state[cpu])
        self.reach(at)
        if state == "copying":
            self.copying = self.state[cpu]
        if state == "offline" and not why.startswith("probe"):
            self.line.siblings.add(cpu)

    def close(self, cpu: int, at: float) -> None:
        """What a CPU was in ends."""
        if old := self.state.pop(cpu, None):
            old.end = max(at, old.start)

    def reach(self, at: float) -> None:
        """The story is known to have come this far."""
        self.line.end = max(self.line.end, at)
        if self.line.segments:
            self.line.segments[-1].end = max(self.line.segments[-1].end, at)

    def remark(self, count: int, line: str, words: dict[str, str]) -> None:
        """What else has a place on the picture."""
        t, cpu = number(words, "t"), number(words, "cpu")
        if line.startswith("# copy "):
            self.copied(number(words, "us"), count, line)
        elif line.startswith("# LINE "):
            if cpu is None:
                self.garbled(count, line)
            else:
                self.store = (cpu, t)
        elif line.startswith("# wakes "):
            if cpu is None:
                self.garbled(count, line)
            else:
                self.wakes.append((cpu, words))
        elif line.startswith("# inject "):
            if t is None:
                self.garbled(count, line)
                return
            kind, sent = (line.split() + ["?"] * 3)[2], words.get("sent", "?")
            at = self.at(t)
            self.reach(at)
            self.line.marks.append(Mark("inject", at, None, f"{kind} at {words.get('at', '?')}, sent {sent}"))
        elif t is not None:
            self.emulator(t, line)

    def copied(self, us: int | None, count: int, line: str) -> None:
        """A's copying took this long; then B goes on, on the CPU that copied."""
        if us is None or self.copying is None:
            self.garbled(count, line)
            return
        span, self.copying = self.copying, None
        end = span.start + us / 1e6
        self.line.copies.append((span.start, end))
        if self.state.get(span.cpu) is span:
            generation = self.line.segments[-1].life
            self.enter_life("B2" if generation == "A" else generation, end)
            self.change(span.cpu, end, "online", "resumed")
            self.state[span.cpu].guess = True

    def emulator(self, t: int, line: str) -> None:
        """What an emulator said when it gave up."""
        said = re.search(r"t=\d+ (?:CPU(\d+) )?(.*)", line)
        at, cpu = self.at(t), int(said[1]) if said and said[1] else None
        self.reach(at)
        if "3rd (" in line:
            self.line.marks.append(Mark("crash", at, cpu, f"triple fault: {said[2] if said else line}"))
        elif said:
            who = f"cpu {said[1]} " if said[1] else ""
            self.line.notes.append(f"{who}{said[2]}".replace("executing-mwait", "in MWAIT"))

    def finish(self, text: str) -> None:
        """What is known only when all is read."""
        line = self.line
        copying = self.copying
        line.measured = line.end
        if copying is not None and self.state.get(copying.cpu) is copying:
            self.reach(copying.start + PAUSE if line.end <= copying.start else line.end)
        self.put_wakes()
        self.put_store()
        if copying is not None:
            line.copies.append((copying.start, line.end))
        for cpu in list(self.state):
            self.close(cpu, line.end)
        if line.segments:
            line.segments[-1].end = max(line.segments[-1].end, line.end)
        line.cpus = sorted({span.cpu for span in line.spans})
        if not line.spans:
            line.flaws.append("there is no `# EV` line that can be read: nothing can be drawn")
        if text and not text.endswith("\n"):
            line.flaws.append("the log ends in the middle of a line")

    def put_wakes(self) -> None:
        """What each CPU survived of the event before: `# wakes` follows `# inject`."""
        events = [mark for mark in self.line.marks if mark.kind == "inject"]
        for cpu, words in self.wakes if events else []:
            taken = ", ".join(f"{words[name]} {name}" for name in ("nmi", "smi", "mc")
                              if words.get(name, "0") not in "0?")
            if taken:
                self.line.marks.append(Mark("survived", events[-1].at, cpu, f"took {taken} and waits on"))

    def put_store(self) -> None:
        """The store to the line, and whom it woke: a CPU that faults did not sleep any more."""
        if self.store is None:
            return
        cpu, ticks = self.store
        begin = self.copying.start if self.copying else self.line.end
        at = self.at(ticks) if ticks is not None else (begin + self.line.end) / 2
        crash = next((mark for mark in self.line.marks if mark.kind == "crash"), None)
        self.reach(at)
        if ticks is not None:
            self.line.measured = max(self.line.measured, at)
        self.reach(at + (PAUSE if crash is None else 0))
        self.line.marks.append(Mark("store", at, cpu, f"the copy stores to the line that cpu {cpu} watches, or near it",
                                    ticks is not None))
        asleep = self.state.get(crash.cpu) if crash is not None and crash.cpu is not None else None
        if crash is not None and asleep is not None and asleep.kind() == "mwait" and at < crash.at:
            self.change(asleep.cpu, at, "woken", "the store ended its MWAIT; it runs what lies there now")
            self.state[asleep.cpu].guess = True


def timeline(text: str) -> Timeline:
    """The timeline of a log, whatever it holds."""
    return Reader().read(text)


def ended(line: Timeline, word: str, reason: str) -> Timeline:
    """The same with the end that the runner saw: a crash that no clock has measured is put after all that is known."""
    line.verdict = word or line.verdict
    if line.spans and word in ("crashed", "hung") and not any(mark.kind == "crash" for mark in line.marks):
        for span in line.spans:
            if span.end == line.end:
                span.end += PAUSE
        line.copies = [(a, b + PAUSE if b == line.end else b) for a, b in line.copies]
        line.end += PAUSE
        line.segments[-1].end = line.end
        line.marks.append(Mark("crash", line.end, None, f"{word}: {reason}", certain=False))
    return line
