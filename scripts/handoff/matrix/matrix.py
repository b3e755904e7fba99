"""The survival matrix as data: scripts/matrix.toml read into cells, and what is wrong with it."""

import fnmatch
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handoff import ROOT
from handoff.run.archive import matches
from handoff.run.names import NO_EVENT, Kernel, kernel
from handoff.run.options import Options, parse
from handoff.run.platforms import model_of, platforms

FILE = ROOT / "scripts" / "matrix.toml"
# `crashed|hung`: CPUs that run garbage mostly end in a triple fault, and sometimes in no end at all.
# `recovered|crashed`: the emulator does one or the other, by a race that scripts/matrix.toml explains.
OUTCOMES = ("recovered", "crashed", "hung", "lost", "corrupted", "skipped", "n/a", "crashed|hung",
            "recovered|crashed")


class MatrixError(ValueError):
    """The file does not hold together; the message names the row."""


@dataclass(frozen=True)
class Cell:
    """One method, one event, one point: what the manuals promise, what was measured where, and why they differ."""

    method: str
    event: str
    point: str
    storm: int
    manual: str
    source: str
    causes: Mapping[str, str] = field(default_factory=dict)  # by platform, or by platform@version
    pins: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # platform -> emulator version -> outcome

    def name(self) -> str:
        """park/nmi/copied, hlt/none, park/nmi/copied/1000."""
        parts = [self.method, self.event, *([self.point] if self.event != NO_EVENT else [])]
        return "/".join(parts + ([str(self.storm)] if self.storm > 1 else []))

    def matches(self, pattern: str) -> bool:
        """Is this cell meant by ONLY=pattern: a whole name, its beginning, or with * ?"""
        return any(fnmatch.fnmatchcase(self.name(), p) or self.name().startswith(p + "/") for p in pattern.split())

    def cause(self, platform: str, version: str) -> str:
        """Why this platform in this version differs from the manual; what is said of the version itself comes first."""
        mine = [(len(name), why) for name, why in self.causes.items()
                if name == platform or name.startswith(f"{platform}@") and matches(version, name.partition("@")[2])]
        return max(mine, default=(0, ""))[1]

    def variables(self) -> list[str]:
        """What makes the run, beside the platform's own."""
        event = [f"INJECT={self.event}", f"AT={self.point}"] if self.event != NO_EVENT else []
        return [f"METHOD={self.method}", *event, *([f"STORM={self.storm}"] if self.storm > 1 else [])]


@dataclass(frozen=True)
class Matrix:
    """The whole file."""

    cells: list[Cell]
    runs: Mapping[str, Mapping[str, Any]]  # variables by platform and by method; of a platform's, its methods' too
    subset: Mapping[str, str]  # platform -> ONLY pattern of `make test`; a platform that is not named is run whole

    def options(self, cell: Cell, platform: str, given: Mapping[str, str]) -> Options:
        """The run of a cell on a platform; what the user gave wins."""
        mine = self.runs.get(model_of(platform), {})
        settings = {"PLATFORM": platform, **self.runs.get("all", {}),
                    **{name: value for name, value in mine.items() if isinstance(value, str)},
                    **self.runs.get(cell.method, {}), **mine.get(cell.method, {}), **given}
        return parse([*(f"{k}={v}" for k, v in settings.items()), *cell.variables()])

    def promised(self, method: str) -> str:
        """What the manual says of a method that nothing disturbs."""
        mine = (cell.manual for cell in self.cells if (cell.method, cell.event) == (method, NO_EVENT))
        return next(mine, "recovered")


def points_of(event: str, names: Kernel) -> tuple[str, ...]:
    """All that there are of an event."""
    return ("",) if event == NO_EVENT else names.values("at")


def columns_of(row: Mapping[str, Any], usual: Sequence[str]) -> tuple[str, ...]:
    """The points that a row is about, in its order; `usual`: the file's own `at`."""
    return ("",) if row["event"] == NO_EVENT else tuple(row.get("at", usual))


def row_cells(row: Mapping[str, Any], usual: Sequence[str], names: Kernel, methods: Collection[str] | None = None,
              machines: Iterable[str] | None = None, make: type[Cell] = Cell) -> Iterator[Cell]:
    """One [[row]]: an outcome for each point, once by the manual and once for each platform and version.

    The methods and the platforms are the kernel's and the runner's, or others (linux.py).
    """
    name = f"row {row.get('method')}/{row.get('event')}"
    methods = names.methods() if methods is None else methods
    if row.get("method") not in methods or row.get("event") not in names.values("inject"):
        raise MatrixError(f"{name}: no such method or event")
    points = columns_of(row, usual)
    if not set(points) <= set(points_of(row["event"], names)):
        raise MatrixError(f"{name}: at={points} is not among {points_of(row['event'], names)}")
    if not row.get("source"):
        raise MatrixError(f"{name}: no source")
    columns = {"manual": row.get("manual", [])}
    for platform in platforms() if machines is None else machines:
        columns |= {(platform, version): outcomes for version, outcomes in row.get(platform, {}).items()}
    for column, outcomes in columns.items():
        if len(outcomes) != len(points):
            raise MatrixError(f"{name}: {column} has {len(outcomes)} outcomes for {len(points)} points")
        if unknown := [o for o in outcomes if o not in OUTCOMES]:
            raise MatrixError(f"{name}: {column}: {unknown[0]} is no outcome; known: {' '.join(OUTCOMES)}")
    for i, point in enumerate(points):
        pins: dict[str, dict[str, str]] = {}
        for column, outcomes in columns.items():
            if column != "manual":
                pins.setdefault(column[0], {})[column[1]] = outcomes[i]
        yield make(row["method"], row["event"], point, row.get("storm", 1), row["manual"][i], row["source"],
                   row.get("cause", {}), pins)


def differs(outcome: str, manual: str) -> bool:
    """Did the machine do something else than the manual says, if only by chance?  What could not be tried does not."""
    return outcome != "skipped" and set(outcome.split("|")) != {manual}


def check_causes(cells: list[Cell]) -> None:
    """Whoever pins an outcome that the manual does not promise says what causes it."""
    for cell in cells:
        for platform, versions in cell.pins.items():
            for version, outcome in versions.items():
                if differs(outcome, cell.manual) and not cell.cause(platform, version):
                    raise MatrixError(f"{cell.name()}: pinned on {platform} {version} against the manual without a "
                                      "cause")


def check_whole(cells: list[Cell], usual: Sequence[str], names: Kernel) -> None:
    """What the kernel can do has a row: a method that was added is measured, or it is not there."""
    wanted = {"/".join(filter(None, (m, e, p))) for m in names.methods() for e in names.values("inject")
              for p in columns_of({"event": e}, usual)}
    if missing := sorted(wanted - {cell.name() for cell in cells}):
        raise MatrixError(f"{FILE.name} has no row for {' '.join(missing)}: add one, as its head says, and pin it by "
                          f"make matrix RECORD=1 ONLY={what_they_share(missing)} (docs/running.md)")


def what_they_share(cells: list[str]) -> str:
    """ONLY for cells by name: their method, else their event, else the first of them."""
    method, event = ({cell.split("/")[part] for cell in cells} for part in (0, 1))
    return method.pop() if len(method) == 1 else f"*/{event.pop()}" if len(event) == 1 else cells[0]


def read(file: Path = FILE, names: Kernel | None = None, whole: bool = True) -> Matrix:
    """Reads the file and holds it against the names of a kernel; MatrixError says what is wrong with it."""
    names = names or kernel()
    data = tomllib.loads(file.read_text())
    usual = data.get("at", names.values("at"))
    cells = [cell for row in data["row"] for cell in row_cells(row, usual, names)]
    found = Counter(cell.name() for cell in cells)
    if twice := sorted(name for name, count in found.items() if count > 1):
        raise MatrixError(f"{twice[0]} is there twice")
    if whole:
        check_whole(cells, usual, names)
    check_causes(cells)
    return Matrix(cells, data.get("run", {}), data.get("test", {}))
