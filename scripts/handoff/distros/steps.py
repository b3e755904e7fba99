"""What is typed on a bare system, and what has to come of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handoff.distros.system import TIMED_OUT, Done
from handoff.matrix.matrix import Matrix

VERDICT = re.compile(r"^VERDICT (\S+)", re.MULTILINE)
COUNTED = re.compile(r"^\d+ passed, \d+ failed.*$", re.MULTILINE)
# `warning:` of a compiler, assembler or linker; the package manager has warnings of its own.
WARNING = re.compile(r"^(?!dpkg|update-alternatives|debconf|W:).*\bwarning:.*$", re.MULTILINE)
# What apt says when the packages are there, and the network is not.
UNREACHABLE = re.compile(r"^(?:E: Failed to fetch|E: Unable to fetch|Err:\d+ ).*$", re.MULTILINE)
INSTALLING, RUNNING, TESTING = 1200, 120, 5400  # seconds


@dataclass(frozen=True)
class Step:
    """One command."""

    command: str
    seconds: float
    verdict: str = ""  # that a run has to end with; empty: it is no run
    counts: bool = False  # ends with the line that counts all tests

    def failure(self, done: Done) -> str:
        """What is wrong with what came of it; empty if nothing is."""
        if done.status == TIMED_OUT:
            return f"not over after {self.seconds} s"
        if warning := WARNING.search(done.text):
            return warning[0]
        verdicts = VERDICT.findall(done.text)
        if self.verdict and verdicts != [self.verdict]:
            return f"{' '.join(verdicts) or 'no verdict'} instead of {self.verdict}"
        if (done.status == 0) != (self.verdict in ("", "recovered")):
            return f"exit status {done.status}"
        return "" if not self.counts or COUNTED.search(done.text) else "no line counts the tests"

    def unreachable(self, done: Done) -> str:
        """Why nothing was learnt of the system, if it was the network that failed."""
        found = UNREACHABLE.search(done.text) if self.failure(done) else None
        return f"no packages: {found[0]}" if found else ""

    def told(self, done: Done) -> str:
        """What came of it, in a word or a line."""
        counted = COUNTED.findall(done.text) if self.counts else VERDICT.findall(done.text)
        return counted[-1] if counted else "done"


def steps(matrix: Matrix, everything: bool) -> Iterator[Step]:
    """README's commands; the second one only if there is time for it, else both compilers and a run of every method."""
    yield Step("make run", INSTALLING, "recovered")
    if everything:
        yield Step("make test", TESTING, counts=True)
        return
    yield Step("make kernels", INSTALLING)
    for cell in matrix.cells:
        if cell.event == "none":
            yield Step(matrix.options(cell, "qemu-multi", {}).command(), RUNNING, cell.manual)
