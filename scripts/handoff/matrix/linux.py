"""The matrix of the runs in which one kernel is a Linux: scripts/linux-matrix.toml.

A row's method is a scenario, its columns are machines (with `nosmt`, with MONITOR ...) and, of each, versions of Linux.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from handoff import ROOT
from handoff.linux import bzimage
from handoff.linux.debian import CLOUD, unpacked
from handoff.matrix.matrix import Cell, Matrix, MatrixError, check_causes, row_cells
from handoff.run.linux.story import kernel_of
from handoff.run.names import NO_EVENT, Kernel
from handoff.run.options import Options, parse

FILE = ROOT / "scripts" / "linux-matrix.toml"
PAGE = ROOT / "docs" / "linux-matrix.md"
HEAD = """\
# The survival matrix with Linux

Made by `make linux-matrix RECORD=1` from runs, never by hand: it is what `scripts/linux-matrix.toml` has pinned, and
that has what each scenario and each machine is, how often the cells were run, and why `source` promises what it does.
[matrix.md](matrix.md) has the same with this kernel on both sides, [linux.md](linux.md) what the runs do.

`manual` is here what the source of Linux promises. ✔: recovered. In **bold**: not the same as in the version to the
left. ≠: not what was promised, or not always; the reason is below the table. `or`: the one or the other, by chance.
`skipped`: it cannot be provoked there. Empty: not measured.
"""


@dataclass(frozen=True)
class LinuxCell(Cell):
    """A cell whose method is a scenario, which is not a word of ours."""

    def variables(self) -> list[str]:
        """What makes the run, beside the scenario's and the machine's."""
        return [f"INJECT={self.event}", f"AT={self.point}"] if self.event != NO_EVENT else []


class LinuxMatrix(Matrix):
    """The whole file; `runs` are by scenario and by machine."""

    def options(self, cell: Cell, platform: str, given: Mapping[str, str]) -> Options:
        """The run of a cell on a machine; what the user gave wins."""
        settings = {**self.runs["all"], **self.runs[platform], **self.runs[cell.method], **given}
        return parse([*(f"{name}={value}" for name, value in settings.items()), *cell.variables()])

    def machines(self) -> list[str]:
        """The names of the columns."""
        return list(self.subset)

    def chosen(self, only: str, machines: str = "*") -> list[tuple[Cell, str]]:
        """The cells that a pattern means, each on those of these machines that it is measured on."""
        return [(cell, machine) for machine, pattern in self.subset.items() for cell in self.cells
                if any(fnmatch(machine, m) for m in machines.split()) and cell.matches(only) and cell.matches(pattern)]


def read(names: Kernel, file: Path = FILE) -> LinuxMatrix:
    """Reads the file; MatrixError says what is wrong with it."""
    data = tomllib.loads(file.read_text())
    runs, machines = data["run"], data["machines"]
    if unknown := [name for name in machines if name not in runs]:
        raise MatrixError(f"{file.name}: [run.{unknown[0]}] is missing")
    scenarios = [name for name in runs if name != "all" and name not in machines]
    cells = [cell for row in data["row"]
             for cell in row_cells(row, data["at"], names, scenarios, machines, LinuxCell)]
    check_causes(cells)
    return LinuxMatrix(cells, runs, machines)


def version(options: Options) -> str:
    """Of the Linux of a run; PackageError if there is none to be had."""
    return bzimage.version(kernel_of(options, unpacked(CLOUD)))
