"""What machines do otherwise than the manuals say, as the probes measured it, for the model.

tests/model/machines.toml knows by which words of an answer; the answers are docs/platforms.md's.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handoff import ROOT
from handoff.matrix.page import Column, by_number
from handoff.matrix.probes import rows_of
from handoff.run.platforms import platforms

PAGE = ROOT / "docs" / "platforms.md"
DEVIATIONS = tomllib.loads((ROOT / "tests" / "model" / "machines.toml").read_text())

Machine = frozenset[str]  # its deviations
MANUAL: Machine = frozenset()


def from_answers(answers: Mapping[str, str]) -> Machine:
    """One platform in one version, by what it said to each probe."""
    return frozenset(name for name, row in DEVIATIONS.items() if re.search(row["says"], answers.get(row["probe"], "")))


@dataclass(frozen=True)
class Machines:
    """All that the probes have seen, and the manuals' first."""

    columns: Mapping[Column, Machine]

    def all(self) -> list[Machine]:
        """Each once."""
        return list(dict.fromkeys([MANUAL, *self.columns.values()]))

    def of(self, platform: str, version: str) -> Machine:
        """That of a version that was not asked is that of the next older one, else of the oldest; else the manuals'."""
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
    numbered = list(enumerate(machines))
    lines = ["byte machine;"]
    for name in DEVIATIONS:
        mine = " || ".join(f"machine == {number}" for number, machine in numbered if name in machine)
        lines.append(f"#define {name} ({mine or 'false'})")
    return "\n".join(lines) + "\n"
