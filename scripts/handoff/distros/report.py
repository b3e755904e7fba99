"""What is said about a system: a line for each command, and JUnit XML for all of them."""

import xml.etree.ElementTree as xml
from collections.abc import Sequence
from dataclasses import dataclass

from handoff.judge.junit import Case, tree


@dataclass(frozen=True)
class Tried:
    """One command on one system, or the system itself, which could not be made."""

    suite: str
    command: str
    seconds: float = 0.0
    told: str = ""
    failure: str = ""
    skipped: str = ""
    log: str = ""  # of a command that failed

    def line(self) -> str:
        """For the terminal."""
        if self.skipped:
            return f"skipped  {self.suite}: {self.skipped}"
        if self.failure:
            return f"FAILED   {self.suite}: {self.command}: {self.failure} ({self.seconds:.0f} s); {self.log}"
        return f"ok       {self.suite}: {self.command}: {self.told} ({self.seconds:.0f} s)"


def as_junit(tried: Sequence[Tried]) -> xml.ElementTree:
    """A test case for each command."""
    return tree("distros", [Case(f"distros.{t.suite}", t.command, t.seconds, t.failure, t.log, t.skipped)
                            for t in tried])


def status(tried: Sequence[Tried]) -> int:
    """The exit status: 1 if something failed, 77 if nothing could be tried."""
    return 1 if any(t.failure for t in tried) else 77 if all(t.skipped for t in tried) else 0
