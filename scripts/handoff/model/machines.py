"""What machines do otherwise than the manuals say, as the probes measured it (docs/platforms.md), for the model.

An answer that a probe could not give is the manual's: of a platform or a version that was never asked, too.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from handoff import ROOT
from handoff.matrix.page import Column, by_number
from handoff.matrix.probes import rows_of
from handoff.run.platforms import platforms

PAGE = ROOT / "docs" / "platforms.md"
PAGING = 1 << 31  # CR0.PG, clear after INIT


@dataclass(frozen=True)
class Machine:
    """A machine as far as the model tells one from another; the manuals' is all False."""

    init_is_late: bool = False  # SDM vol. 2, HLT: INIT ends it. Late: only when the next event comes, which is then lost
    nmi_in_wfs: bool = False  # SDM vol. 3, "VM Entries": wait-for-SIPI blocks NMI. Taken: the CPU is lost to the firmware
    smi_in_wfs: bool = False  # the same, of SMI
    mwait_is_pause: bool = False  # SDM vol. 2, MWAIT: it sleeps. Else its text is fetched all the time
    no_mce: bool = False  # nobody outside can send a machine check


MANUAL = Machine()


def paged_after_init(answer: str) -> bool:
    """Was a CPU that halts still where it was, 250 ms after INIT?"""
    cr0 = re.search(r"\bcr0=([0-9a-f]+)", answer)
    return cr0 is not None and bool(int(cr0[1], 16) & PAGING)


# By probe: what of the machine its answer says.
ANSWERS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "init-halted": ("init_is_late", paged_after_init),
    "init-nmi": ("nmi_in_wfs", lambda answer: "crashed" in answer or "blocked=no" in answer),
    "init-smi": ("smi_in_wfs", lambda answer: "crashed" in answer or "blocked=no" in answer),
    "mwait": ("mwait_is_pause", lambda answer: "sleeps=no" in answer),
    "init-mce": ("no_mce", lambda answer: "came=no" in answer),
}


def from_answers(answers: Mapping[str, str]) -> Machine:
    """One platform in one version, by what it said to each probe."""
    return Machine(**{what: says(answers[probe]) for probe, (what, says) in ANSWERS.items() if probe in answers})


@dataclass(frozen=True)
class Machines:
    """All that the probes have seen, and the manuals' first."""

    columns: Mapping[Column, Machine]

    def all(self) -> list[Machine]:
        """Each once."""
        return list(dict.fromkeys([MANUAL, *self.columns.values()]))

    def of(self, platform: str, version: str) -> Machine:
        """That of a version that was not asked is that of the next older one, else of the oldest."""
        known = sorted((column for column in self.columns if column[0] == platform), key=lambda c: by_number(c[1]))
        older = [column for column in known if by_number(column[1]) <= by_number(version)]
        chosen = older[-1:] or known[:1]
        return self.columns[chosen[0]] if chosen else MANUAL

    def names(self) -> tuple[str, ...]:
        """For people: the manual, or the first platform that is such a machine."""
        first = {machine: " ".join(column) for column, machine in reversed(self.columns.items())}
        return tuple("manual" if machine == MANUAL else first[machine] for machine in self.all())

    def name_of(self, machine: Machine) -> str:
        """As in names()."""
        return self.names()[self.all().index(machine)]


def read(page: str) -> Machines:
    """From the table of docs/platforms.md."""
    answers: dict[Column, dict[str, str]] = {}
    for (probe, column), text in rows_of(page).items():
        answers.setdefault(column, {})[probe] = text
    return Machines({column: from_answers(said) for column, said in answers.items() if column[0] in platforms()})


def recorded() -> Machines:
    """Those of the page as it is."""
    return read(PAGE.read_text())


def promela(machines: Iterable[Machine]) -> str:
    """machines.pml: each deviation as a condition on the machine's number."""
    rows = [astuple(machine) for machine in machines]
    lines = ["byte machine;"]
    for k, field in enumerate(fields(Machine)):
        mine = [f"machine == {number}" for number, row in enumerate(rows) if row[k]]
        lines.append(f"#define {field.name} ({' || '.join(mine) or 'false'})")
    return "\n".join(lines) + "\n"
