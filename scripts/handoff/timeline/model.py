"""What happened when on which CPU: the model that every picture and export is made of (reader.py fills it)."""

from dataclasses import dataclass, field


@dataclass
class Segment:
    """One life's stretch of the story."""

    life: str
    start: float
    end: float


@dataclass
class Span:
    """One CPU in one state."""

    cpu: int
    start: float
    end: float
    state: str
    why: str
    guess: bool = False  # concluded from other lines; the log has no line of its own for it

    def kind(self) -> str:
        """How it is drawn: states apart in which a CPU waits in different ways."""
        if self.state in ("offline", "left") and "mwait" in self.why:
            return "mwait"
        return "hlt" if self.state in ("offline", "left") else self.state


@dataclass
class Mark:
    """Something that happened at one moment; `cpu` is None if it concerns them all."""

    kind: str  # inject, store, crash
    at: float
    cpu: int | None
    text: str
    certain: bool = True  # is its time in the log?


@dataclass
class Timeline:
    """All of one run, in seconds since the first event."""

    segments: list[Segment] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    copies: list[tuple[float, float]] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # of the machine's end
    cpus: list[int] = field(default_factory=list)
    siblings: set[int] = field(default_factory=set)
    options: dict[str, str] = field(default_factory=dict)
    verdict: str = ""
    end: float = 0.0
    measured: float = 0.0  # the last time that is in the log; what is drawn after it is only the order of things
    epochs: list[float] = field(default_factory=list)  # where a clock started anew
