"""What the CPUs did, by their `# EV` lines."""

from handoff.judge.contradiction import hold
from handoff.judge.grammar import Line

AWAY = ("parked", "left", "in-init", "offline")  # offline: `mwait` and `hlt` may leave siblings where they sleep


class Cpus:
    """The state of each CPU in one life, and who was ever online in it."""

    def __init__(self, life: str, before: dict[int, str] | None = None) -> None:
        self.life = life
        self.state = dict(before or {})
        self.online: set[int] = set()
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
            self.state[cpu] = line.fields["state"]
            hold(self.state[cpu] != "missing", f"cpu-{cpu}-is-missing-in-{self.life}")
            hold(by == 0 or by == cpu, f"cpu-{by}-speaks-for-cpu-{cpu}")
            if self.state[cpu] == "online":
                self.online.add(cpu)

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
