"""What the CPUs did, by their `# EV` lines."""

from handoff.judge.contradiction import hold
from handoff.judge.grammar import Line

# What a CPU's state may have been before; "" is that of a life that has just begun.
BEFORE = {
    "starting": ("", "left", "in-init", "parked"),
    "online": ("", "starting", "offline", "left"),
    "offline": ("online",),
    "left": ("online",),
    "in-init": ("left",),
    "parked": ("online", "parked"),  # twice: `mailbox` asks each once more, and `nmilatch` latches
    "copying": ("online",),
}
BY_ITSELF = ("online", "offline", "left")  # what a CPU says of itself; the rest is said by the boot CPU
NAPS = ("probe", "dwell")  # a CPU that a probe puts to sleep is no sibling that is soft-offline
AWAY = ("parked", "left", "in-init")


class Cpus:
    """The state of each CPU in one life, and who was ever online in it."""

    def __init__(self, life: str, before: dict[int, str] | None = None) -> None:
        self.life = life
        self.state = dict(before or {})
        self.online: set[int] = set()
        self.parked_by: dict[int, str] = {}
        self.started: set[int] = set()
        self.slept: list[int] = []  # who went to sleep, as often as it did
        self.clocks: dict[tuple[int, int], int] = {}

    def follow(self, lines: list[Line]) -> None:
        """Takes in the changes, in their order; the clock of a CPU that writes them never goes backwards."""
        for line in lines:
            if line.kind != "ev":
                continue
            cpu, by, t = (line.number(field) for field in ("cpu", "by", "t"))
            hold(line.fields["life"] == self.life, f"ev-of-{line.fields['life']}-in-{self.life}")
            hold(t >= self.clocks.get((cpu, by), 0), f"time-of-cpu-{cpu}-goes-backwards")
            self.clocks[cpu, by] = t
            was, self.state[cpu] = self.state.get(cpu, ""), line.fields["state"]
            hold(self.state[cpu] != "missing", f"cpu-{cpu}-is-missing-in-{self.life}")
            hold(was in BEFORE.get(self.state[cpu], ()),
                 f"cpu-{cpu}-{self.state[cpu]}-after-{was or 'nothing'}-in-{self.life}")
            hold(by == (cpu if self.state[cpu] in BY_ITSELF else 0), f"cpu-{by}-speaks-for-cpu-{cpu}")
            hold(was != "parked" or self.parked_by.get(cpu) != line.fields["why"],
                 f"cpu-{cpu}-parked-twice-in-{self.life}")
            self.parked_by[cpu] = line.fields["why"]
            if self.state[cpu] == "online":
                self.online.add(cpu)
            if self.state[cpu] == "starting":
                self.started.add(cpu)
            if self.state[cpu] == "offline" and not line.fields["why"].startswith(NAPS):
                self.slept.append(cpu)

    def are_exactly(self, everyone: set[int]) -> None:
        """The CPUs of this life are those of the machine."""
        for cpu in sorted(everyone ^ set(self.state)):
            hold(False, f"cpu-{cpu}-is-{'unknown' if cpu in self.state else 'absent'}-in-{self.life}")

    def came_online(self, everyone: set[int]) -> None:
        """Each of them was online at least once."""
        for cpu in sorted(everyone - self.online):
            hold(False, f"cpu-{cpu}-never-online-in-{self.life}")

    def are(self, states: tuple[str, ...], everyone: set[int]) -> None:
        """Each of them is in one of these states now."""
        for cpu in sorted(everyone):
            hold(self.state.get(cpu) in states, f"cpu-{cpu}-is-{self.state.get(cpu, 'absent')}-in-{self.life}")

    def asleep(self) -> set[int]:
        """Those that are soft-offline."""
        return {cpu for cpu, state in self.state.items() if state == "offline"}
