"""Prediction, manual and measurement of every cell: where they differ there is a cause, or the test fails.

Every outcome of the search in which CPUs are prompt must be among what was measured; all that was measured must
be among the outcomes of the search in which they need not be.
"""

from collections.abc import Iterator

from handoff.matrix.matrix import Cell, Matrix
from handoff.model.machines import Machines
from handoff.model.search import Case, Found
from handoff.run.platforms import platforms

UNTRIED = ("n/a", "skipped")


def case_of(cell: Cell, machine: str) -> Case:
    """A storm is two events here: the second finds what the first left, and so does every further one."""
    return Case(machine, cell.method, cell.event, cell.point or "parked", min(cell.storm, 2), "NOTHING")


def outcomes(word: str) -> set[str]:
    """A CPU that runs garbage without end is as dead as one that shuts down."""
    return {outcome.replace("hung", "crashed") for outcome in word.split("|")}


def columns(cell: Cell, machines: Machines) -> Iterator[tuple[str, str, str]]:
    """Whose outcome it is, on which machine of the model, and what it is: the manual's and every pin."""
    yield "manual", "manual", cell.manual
    for platform in platforms():
        for version, word in cell.pins.get(platform, {}).items():
            yield platform, machines.name_of(machines.of(platform, version)), word


def differences(matrix: Matrix, prompt: Found, untimed: Found, machines: Machines) -> Iterator[str]:
    """What does not agree, one line each."""
    for cell in matrix.cells:
        for column, machine, word in columns(cell, machines):
            if word in UNTRIED:
                continue
            case = case_of(cell, machine)
            least, most = prompt.outcomes.get(case, set()), untimed.outcomes.get(case, set())
            if not least or not least <= outcomes(word) <= most:
                yield (f"{cell.name()} {column}: {word}; model: {'|'.join(sorted(least)) or 'nothing'}, "
                       f"at any speed {'|'.join(sorted(most)) or 'nothing'}")


def compared(matrix: Matrix, machines: Machines) -> int:
    """How many outcomes there are to compare."""
    return sum(word not in UNTRIED for cell in matrix.cells for _, _, word in columns(cell, machines))
