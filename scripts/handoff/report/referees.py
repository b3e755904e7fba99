"""The columns of the report: each referee is a platform in one version, and has a name of its own on the page."""

from collections.abc import Iterator
from dataclasses import dataclass

from handoff.matrix.page import Column, in_order
from handoff.report.cells import Cell
from handoff.run.versions import UNKNOWN


@dataclass(frozen=True)
class Referee:
    """One column."""

    column: Column
    number: int  # from the left

    def platform(self) -> str:
        """qemu-multi."""
        return self.column[0]

    def version(self) -> str:
        """7.2.22."""
        return self.column[1]

    def mark(self) -> str:
        """The class of its cells, and the id of the box that picks it."""
        return f"v{self.number}"


def referees_of(cells: list[Cell]) -> list[Referee]:
    """Platforms in their order, each from its oldest version to its newest."""
    return [Referee(column, number) for number, column in enumerate(in_order(cell.column() for cell in cells))]


def by_platform(referees: list[Referee]) -> dict[str, list[Referee]]:
    """The versions of each platform."""
    return {name: [one for one in referees if one.platform() == name]
            for name in dict.fromkeys(one.platform() for one in referees)}


def pairs(referees: list[Referee]) -> Iterator[tuple[Referee, list[Referee], Referee]]:
    """An older and a newer version of the same platform, with the versions between them."""
    for versions in by_platform([one for one in referees if one.version() != UNKNOWN]).values():
        for new in range(len(versions)):
            for old in range(new):
                yield versions[old], versions[old + 1:new], versions[new]
