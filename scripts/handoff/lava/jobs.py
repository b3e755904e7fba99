"""Which jobs there are: the rows of one method on one platform are one job, a few minutes for one worker."""

from collections.abc import Iterator
from dataclasses import dataclass

from handoff.matrix.matrix import Cell, Matrix
from handoff.run.errors import OptionError
from handoff.run.options import Options
from handoff.run.platforms import find, platforms

BOARD = "board"  # a computer that boots GRUB from the network; no platform of `make run`
FROM_OUTSIDE = "mce"  # an event that the runner provokes at QEMU's monitor, which a job does not have


@dataclass(frozen=True)
class Job:
    """One job."""

    platform: str
    method: str
    cells: tuple[Cell, ...]

    def name(self) -> str:
        """qemu-multi-park."""
        return f"{self.platform}-{lava_word(self.method)}"


def lava_word(text: str) -> str:
    """A name as LAVA takes it: letters, digits, dots and hyphens."""
    return text.replace("/", ".").replace(",", "-").replace("@", "-")


def suite(platform: str, cell: Cell) -> str:
    """The name of LAVA's test suite for a cell: qemu-multi.park.nmi.copied."""
    return lava_word(f"{platform}/{cell.name()}")


def options_of(matrix: Matrix, platform: str, cell: Cell) -> Options:
    """The run of a cell by a job; a board gets the words that a QEMU would."""
    return matrix.options(cell, "qemu-multi" if platform == BOARD else platform, {})


def known() -> list[str]:
    """Platforms that jobs can be written for: those that are QEMU on the worker itself, and the board."""
    return [*(name for name, row in platforms().items() if row.accelerator), BOARD]


def check(platform: str) -> None:
    """OptionError if there are no jobs for it."""
    if platform not in known():
        if platform != BOARD:
            find(platform)  # says which there are at all
        raise OptionError(f"PLATFORM={platform} has no jobs for LAVA; those that have: {' '.join(known())}")


def jobs(matrix: Matrix, wanted: list[str], only: str) -> Iterator[Job]:
    """The jobs of these platforms, with the cells that ONLY= picks."""
    cells = [cell for cell in matrix.cells if cell.matches(only) and cell.event != FROM_OUTSIDE]
    for platform in wanted:
        for method in dict.fromkeys(cell.method for cell in cells):
            yield Job(platform, method, tuple(cell for cell in cells if cell.method == method))
