"""The cells of build/matrix/matrix.json as the report reads them: whatever is missing or garbled there is said."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NEEDED = ("cell", "method", "event", "platform", "outcome")
TEXTS = (*NEEDED, "point", "version", "manual", "source", "reason", "cause", "directory", "command")


@dataclass(frozen=True)
class Cell:
    """One cell on one platform."""

    values: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def anchor(self) -> str:
        """Where its run is on the page."""
        return "run-" + re.sub(r"[^a-z0-9]+", "-", f"{self['cell']}-{self['platform']}".lower())

    def kind(self) -> str:
        """The outcome's first word: `flaky 4/5 recovered` is flaky."""
        return (self["outcome"].split() or ["?"])[0]


def cell_of(data: Any) -> Cell | None:
    """A cell with every key; None if it has not even a name and an outcome."""
    if not isinstance(data, dict) or any(not isinstance(data.get(key), str) for key in NEEDED):
        return None
    values = {key: data[key] if isinstance(data.get(key), str) else "" for key in TEXTS}
    storm, runs = data.get("storm"), data.get("runs")
    values |= {"storm": storm if isinstance(storm, int) else 1, "agrees": data.get("agrees") is not False,
               "runs": [str(run) for run in runs] if isinstance(runs, list) else [],
               "pinned": data["pinned"] if isinstance(data.get("pinned"), str) else None}
    return Cell(values)


def points_of(cells: list[Cell]) -> list[str]:
    """The points of the handoff that were measured, in the order of the file."""
    return list(dict.fromkeys(cell["point"] for cell in cells if cell["point"]))


def read_cells(file: Path) -> tuple[list[Cell], list[str]]:
    """The cells, and what is wrong with the file."""
    try:
        data = json.loads(file.read_text(errors="replace"))
    except OSError as error:
        return [], [f"{file} cannot be read ({error.strerror}): run `make matrix` first"]
    except ValueError as error:
        return [], [f"{file} is damaged, it is not JSON ({error}): run `make matrix` again"]
    if not isinstance(data, list):
        return [], [f"{file} is damaged: it holds no list of cells"]
    cells = [cell_of(one) for one in data]
    bad = sum(cell is None for cell in cells)
    flaws = [f"{file}: {bad} of {len(cells)} cells cannot be read and are left out"] if bad else []
    return [cell for cell in cells if cell is not None], flaws + ([] if cells else [f"{file} holds no cells"])
