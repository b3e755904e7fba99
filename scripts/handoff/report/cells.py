"""The cells that `make matrix` measured; whatever is missing or garbled in its files is said."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handoff.matrix.page import Column
from handoff.run.platforms import model_of
from handoff.run.versions import UNKNOWN

NEEDED = ("cell", "method", "event", "platform", "outcome")
TEXTS = (*NEEDED, "point", "version", "manual", "source", "reason", "cause", "directory", "command")


@dataclass(frozen=True)
class Cell:
    """One cell on one platform."""

    values: Mapping[str, Any]
    measured: bool = True  # False: only the outcome is known, as scripts/matrix.toml recorded it

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def column(self) -> Column:
        """The referee: however a run named its platform, it is the model and the version that ran."""
        return model_of(self["platform"]), self["version"] or UNKNOWN

    def anchor(self) -> str:
        """Where its run is on the page."""
        return "run-" + re.sub(r"[^a-z0-9]+", "-", " ".join([self["cell"], *self.column()]).lower())

    def possible(self) -> set[str]:
        """Every outcome that it has: more than one if it was flaky, or if it is recorded as a race that takes part."""
        had = set(self["runs"] if self["outcome"].startswith("flaky") else self["outcome"].split("|"))
        race = set((self["pinned"] or "").split("|"))
        return race if had <= race else had

    def kind(self) -> str:
        """The outcome in a word: `flaky 4/5 recovered` is flaky, and so is a race."""
        return "flaky" if "|" in self["outcome"] else (self["outcome"].split() or ["?"])[0]

    def times(self) -> str:
        """How often the event comes, if that is more than once."""
        return f"×{self['storm']}" if self["storm"] > 1 else ""


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


def read_cells(file: Path) -> tuple[list[Cell], list[str]]:
    """The cells that were measured, and what is wrong with the file."""
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


def merged(recorded: list[Cell], measured: list[Cell]) -> list[Cell]:
    """Each cell once for each referee: what was measured goes before what is recorded, and of two runs the last."""
    return list({(cell["cell"], cell.column()): cell for cell in [*recorded, *measured]}.values())
