"""Runs Spin: one exhaustive search, and what came of every cell in it."""

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handoff import ROOT
from handoff.model import machines as machine
from handoff.model.machines import Machines, recorded
from handoff.model.names import STEPS, methods, promela, sets
from handoff.run.names import Kernel

MODEL = ROOT / "tests" / "model"
BUILD = ROOT / "build" / "model"
PATIENCE = 300  # seconds, for one compilation or search on a host that others use, too
# PROMPT: a CPU that can go on has gone on before the boot CPU does; BOUNDARY: INIT comes before its next instruction.
# STRAY: the last CPU is late for A. SIBLINGS: who is to be handed over is soft-offline.
WORDS = ("PROMPT", "BOUNDARY", "STRAY", "SIBLINGS")
# unsaid: A was without a CPU, and nobody says so.
OUTCOMES = ("recovered", "crashed", "lost", "unsaid")
OUTCOME = re.compile(r"OUTCOME (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)")


class ModelError(RuntimeError):
    """Spin, its compiler or the search failed; nothing is then shown."""


@dataclass(frozen=True, order=True)
class Case:
    """One cell on one machine, with one step left out or none."""

    machine: str
    method: str
    event: str
    point: str
    storm: int
    omit: str


@dataclass
class Found:
    """All that can come of each case, and how large the search was."""

    outcomes: dict[Case, set[str]] = field(default_factory=lambda: defaultdict(set))
    states: int = 0
    seconds: float = 0.0
    whole: bool = False


def bounds(kernel: Kernel, chosen: Mapping[str, str | int], machines: Machines) -> list[str]:
    """-D for spin: from where to where each choice goes."""
    names = {key: sets(kernel)[prefix] for key, prefix in
             (("METHOD", "M"), ("EVENT", "E"), ("POINT", "P"), ("OMIT", "O"))} | {"MACHINE": machines.names()}
    out = []
    for key, all_names in names.items():
        one = chosen.get(key)
        first, last = (0, len(all_names) - 1) if one is None else (all_names.index(one),) * 2
        out += [f"-DFROM_{key}={first}", f"-DTO_{key}={last}"]
    words = [f"-D{word}" for word in WORDS if chosen.get(word)]
    return [*out, f"-DTO_STORM={chosen.get('STORM', 2)}", f"-DNCPU={chosen.get('NCPU', 2)}", *words]


def command(words: list[str], where: Path, seconds: int) -> str:
    """Its output; ModelError if it fails or takes too long."""
    try:
        done = subprocess.run(words, cwd=where, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise ModelError(f"{words[0]} took more than {seconds} s") from error
    if done.returncode != 0:
        raise ModelError(f"{' '.join(words)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def build(kernel: Kernel, name: str, chosen: Mapping[str, str | int], flags: list[str], machines: Machines) -> Path:
    """The directory with pan in it."""
    where = BUILD / name
    shutil.rmtree(where, ignore_errors=True)
    shutil.copytree(MODEL, where, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (where / "names.pml").write_text(promela(kernel))
    (where / "methods.pml").write_text(methods(kernel))
    (where / "machines.pml").write_text(machine.promela(machines.all()))
    draws = ["-DDRAW"] if "-DBFS" in flags else []
    command(["spin", *bounds(kernel, chosen, machines), *draws, "-a", "handoff.pml"], where, 30)
    command(["gcc", "-O0", "-w", *flags, "-o", "pan", "pan.c"], where, PATIENCE)
    return where


def search(kernel: Kernel, name: str, chosen: Mapping[str, str | int], machines: Machines | None = None) -> Found:
    """The whole state space of what is chosen, on the machines of the probes unless others are given."""
    machines = machines or recorded()
    where = build(kernel, name, chosen, ["-DSAFETY", "-DVECTORSZ=2048"], machines)
    text = command(["./pan", "-E", "-m200000", "-w22"], where, PATIENCE)
    (where / "pan.out").write_text(text)
    return read(kernel, text, machines.names())


def read(kernel: Kernel, text: str, machines: tuple[str, ...]) -> Found:
    """What pan said."""
    found, names = Found(), sets(kernel)
    for line in text.splitlines():
        if match := OUTCOME.search(line):
            m, method, event, point, storm, omit, outcome = map(int, match.groups())
            case = Case(machines[m], names["M"][method], names["E"][event], names["P"][point], storm, STEPS[omit])
            found.outcomes[case].add(OUTCOMES[outcome])
    if states := re.search(r"([\d.e+]+) states, stored", text):
        found.states = int(float(states[1]))
    if seconds := re.search(r"elapsed time ([\d.]+) seconds", text):
        found.seconds = float(seconds[1])
    found.whole = "Search not completed" not in text and "max search depth too small" not in text and found.states > 0
    return found
