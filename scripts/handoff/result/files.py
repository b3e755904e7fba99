"""results/: one small text a machine, its lines as its log had them."""

import hashlib
from pathlib import Path

from handoff import ROOT
from handoff.result.refused import DOUBLED, Refused
from handoff.result.result import Result
from handoff.result.sources import of_text

FOLDER = ROOT / "results"


def place(result: Result, folder: Path = FOLDER) -> Path:
    """The file of this machine: of its CPU, its firmware, its size."""
    machine = next(line for line in result.lines if line.startswith("# MACHINE "))
    return folder / f"{result.name()}-{hashlib.sha256(machine.encode()).hexdigest()[:8]}.txt"


def add(result: Result, folder: Path = FOLDER) -> tuple[Path, bool]:
    """Writes it; whether it took the place of an older one.  Refused if this very result is there."""
    file, text = place(result, folder), "\n".join(result.lines) + "\n"
    replaces = file.exists()
    if replaces and file.read_text() == text:
        raise Refused(DOUBLED, f"this result is there already: {file}")
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file, replaces


def all_in(folder: Path = FOLDER) -> list[Result]:
    """Every result, by file name."""
    return [of_text(file.read_text()) for file in sorted(folder.glob("*.txt"))]
