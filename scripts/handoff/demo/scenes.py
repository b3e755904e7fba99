"""From a run's log to the scenes that the demo shows: after each step, what every CPU does and in whose memory."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from handoff.demo import narration
from handoff.demo.steps import Change, blocks, changes, kind, whole
from handoff.judge.log import pairs

PHASES = ("B runs", "A boots", "leave", "copy", "reclaim", "proof")

# Where a CPU waits, by state and why; {K} is the kernel whose memory it is.
PLACES = {
    "online": "runs {K}", "starting": "INIT, SIPI", "offline/mwait": "MWAIT in {K}", "offline/hlt": "HLT in {K}",
    "left/mwait": "MWAIT in {K}", "left/hlt": "HLT in {K}", "left/hlt-for-init": "HLT in {K}",
    "in-init": "no code at all", "parked": "in a safe page",
    "parked/park": "HLT, safe page", "parked/park,noidt": "HLT, safe page", "parked/park,nomce": "HLT, safe page",
    "parked/park,nmilatch": "HLT, safe page", "parked/nmi-latched": "NMI, safe page", "parked/jmp": "loop, safe page",
    "parked/mailbox": "loop, safe page", "parked/mailbox-test-answered": "loop, safe page",
    "copying": "copier", "missing": "did not come",
}
IN_A_KERNEL = ("online", "offline", "left")  # states in which a CPU stands on its kernel's memory
PROBED = ("probe-mwait", "probe-mwait-ended")  # the kernel looks at MWAIT: not part of the story
LEAVING = ("left", "parked", "in-init")


@dataclass(frozen=True)
class View:
    """One CPU in one scene."""

    number: int
    sibling: bool = False
    state: str = "off"
    why: str = "not started"
    life: str = ""  # A or B; empty while it has no power
    doomed: bool = False  # its code and page tables are being overwritten, or have been
    woken: str = ""  # by what, as its bay counted
    reset: bool = False  # by a triple fault, its own or another CPU's

    def doing(self) -> str:
        """What it does, in a few words."""
        place = PLACES.get(f"{self.state}/{self.why}") or PLACES.get(self.state, self.why)
        return place.format(K=self.life)

    def shown_state(self) -> str:
        """Its state, in a word."""
        return "reset" if self.reset else self.state

    def place(self) -> str:
        """In whose memory it is: A, B, safe, or nowhere."""
        if self.state in IN_A_KERNEL:
            return self.life
        return "safe" if self.state in ("parked", "copying") else ""


@dataclass(frozen=True)
class Scene:
    """One step of the story."""

    phase: int
    cpus: tuple[View, ...]
    text: str
    line: str = ""  # of the log: the proof that it happened
    changed: frozenset[int] = frozenset()
    word: str = ""  # the verdict, in the last scene


class Director:
    """Follows a log and says what there is to see."""

    def __init__(self, method: str, lines: list[str]) -> None:
        self.method, self.lines = method, lines
        events = [pairs(line) for line in lines if kind(line) == "event" and whole(line)]
        siblings = {int(e["cpu"]) for e in events if e["state"] == "offline" and e["why"] not in PROBED}
        count = max((int(e["cpu"]) for e in events), default=-1) + 1
        self.cpus = [View(number, number in siblings) for number in range(count)]
        self.phase = 0
        self.event = "none"

    def scene(self, text: str, line: str = "", changed: frozenset[int] = frozenset(), word: str = "") -> Scene:
        """What there is to see now."""
        return Scene(self.phase, tuple(self.cpus), text, line, changed, word)

    def scenes(self) -> Iterator[Scene]:
        """All scenes but the last."""
        for block in blocks(self.lines):
            tell = {"event": self.tell_events, "wakes": self.tell_wakes, "checks": self.tell_checks,
                    "witness": self.tell_witness, "": self.tell_line}[kind(block[0])]
            with contextlib.suppress(KeyError, ValueError, IndexError):  # a reset may cut a line anywhere
                yield from tell(block)

    def tell_events(self, block: list[str]) -> Iterator[Scene]:
        """State changes."""
        self.cpus = [replace(cpu, woken="") for cpu in self.cpus]
        for change in changes(block):
            life = change.life[:1]
            for number in change.cpus:
                self.cpus[number] = replace(self.cpus[number], state=change.state, why=change.why, life=life,
                                            doomed=False)
            if change.why in PROBED:
                continue
            self.enter_phase(change)
            text = narration.of_step(change.state, change.why, change.life, change.cpus)
            yield self.scene(text, change.line, frozenset(change.cpus))

    def enter_phase(self, change: Change) -> None:
        """What a change means for the whole machine."""
        life = change.life[:1]
        if change.state == "copying":
            self.phase = 3
            self.cpus = [replace(cpu, doomed=cpu.place() == "A") for cpu in self.cpus]
        elif life == "A":
            leaves = change.state in LEAVING or change.why == "woken"
            self.phase = 2 if leaves else max(self.phase, 1)
        elif life == "B" and self.phase in (3, 4):
            self.phase = 4

    def tell_line(self, block: list[str]) -> Iterator[Scene]:
        """A line that stands alone."""
        line = block[0]
        value = pairs(line)
        if line.startswith("# options "):
            self.event = value.get("inject", "none")
            yield self.scene(narration.LINES["life B1"], line)
        elif line.startswith("# image bytes="):
            yield self.scene(narration.image_written(value), line)
        elif line.startswith("# image verified"):
            yield self.scene(narration.LINES["image verified"], line)
        elif line == "# power off":
            self.cpus = [View(cpu.number, cpu.sibling, why="no power") for cpu in self.cpus]
            yield self.scene(narration.LINES["power off"], line)
        elif line.startswith("# LINE "):
            yield self.scene(narration.LINES["line"].format_map(value), line, frozenset({int(value["cpu"])}))
        elif line.startswith("# WAIT mce"):
            yield self.scene(narration.LINES["wait"], line)
        elif line.startswith("# copy us="):
            self.phase = 4
            self.cpus[0] = replace(self.cpus[0], state="online", why="resumed", life="B")
            yield self.scene(narration.copied(value), line, frozenset({0}))
        elif line.startswith("# inject "):
            yield self.scene(narration.injected(line.split()[2], value), line)
        elif line.startswith("Bail out!"):
            yield self.scene(narration.LINES["bail"].format(text=line[9:].strip()), line)

    def tell_wakes(self, block: list[str]) -> Iterator[Scene]:
        """What woke each CPU while it waited."""
        sums = {"nmi": 0, "smi": 0, "mc": 0}
        changed = set()
        for value in map(pairs, block):
            counts = {name: int(value[name]) if value.get(name, "?") != "?" else 0 for name in sums}
            number = int(value["cpu"])
            sums = {name: sums[name] + counts[name] for name in sums}
            woken = " ".join(f"{count} {name}" for name, count in counts.items() if count)
            if woken:
                changed.add(number)
            self.cpus[number] = replace(self.cpus[number], woken=woken)
        text = narration.LINES["wakes" if any(sums.values()) else "quiet"]
        counted = ", ".join(f"{count} {name}" for name, count in sums.items() if count)
        yield self.scene(text.format(counts=counted), block[0], frozenset(changed))

    def tell_witness(self, block: list[str]) -> Iterator[Scene]:
        """B compared its pages."""
        pages = sum(int(pairs(line)["pages"]) for line in block)
        self.phase = 5
        yield self.scene(narration.LINES["witness"].format(pages=pages), block[-1])

    def tell_checks(self, block: list[str]) -> Iterator[Scene]:
        """The proof; B's first checks are no scene of their own."""
        if self.phase < 3:
            return
        self.phase = 5
        failed = [line for line in block if line.startswith("not ")]
        yield self.scene(narration.checked(len(block), failed), (failed or block)[0])

    def ending(self, word: str, reason: str, verdict: str) -> Scene:
        """The last scene: a reset ends every CPU, whoever fell."""
        if word == "crashed":
            self.cpus = [replace(cpu, reset=True) for cpu in self.cpus]
        return self.scene(narration.ending(self.method, self.event, word, reason), verdict, word=word)


def scenes_of(method: str, lines: list[str], word: str, reason: str, verdict: str) -> list[Scene]:
    """A whole run, scene by scene."""
    director = Director(method, lines)
    return [*director.scenes(), director.ending(word, reason, verdict)]
