"""What `make matrix` and `make linux-matrix` have in common: how often a cell is run, and that each is shown."""

from collections.abc import Iterable, Mapping

from handoff.matrix import tables
from handoff.matrix.measure import Measured
from handoff.run.errors import OptionError


def repeat_of(ours: Mapping[str, str], recorded: int) -> int:
    """REPEAT=, or once; `recorded` times with RECORD=1."""
    repeat = ours["REPEAT"]
    if repeat and not (repeat.isdigit() and int(repeat) > 0):
        raise OptionError(f"REPEAT={repeat} is malformed; REPEAT is how often each cell is run")
    return int(repeat or (recorded if ours["RECORD"] else 1))


def shown(found: Iterable[Measured], count: int) -> list[Measured]:
    """All of them, each shown as it comes."""
    measured = []
    for m in found:
        measured.append(m)
        print(f"{len(measured):4}/{count} {tables.line(m)}", flush=True)
    return measured
