"""Where measurements are kept: build/bench/, as JSON, with what they were measured on."""

import json
import os
import platform
import subprocess
import time
from pathlib import Path
from typing import Any

from handoff import ROOT
from handoff.run.errors import OptionError
from handoff.run.options import Options
from handoff.run.versions import version_of

DIRECTORY = ROOT / "build" / "bench"


def checkout() -> str:
    """Which commit was measured, `-dirty` if it was changed."""
    done = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, text=True, capture_output=True,
                          check=False)
    return done.stdout.strip() or "unknown"


def host() -> dict[str, Any]:
    """The machine, and how busy it was when the measuring ended: a busy one says little about time."""
    return {"cpus": os.cpu_count(), "machine": platform.machine(), "load": os.getloadavg()[0],
            "qemu": version_of(Options({})), "commit": checkout(), "when": time.strftime("%Y-%m-%d %H:%M:%S")}


def write(name: str, content: dict[str, Any]) -> Path:
    """Keeps one measurement; the last one has this name."""
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    path = DIRECTORY / f"{name}.json"
    path.write_text(json.dumps({"host": host(), **content}, indent=1) + "\n")
    return path


def read(path: str) -> dict[str, Any]:
    """A measurement made earlier; OptionError if it is none."""
    try:
        content = json.loads(Path(path).read_text())
    except (OSError, ValueError) as error:
        raise OptionError(f"{path} is no measurement: {error}") from error
    if not isinstance(content, dict) or not isinstance(content.get("cells"), dict):
        raise OptionError(f"{path} is no measurement: it has no cells")
    return content


def split(words: list[str], own: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The variables NAME=value that are the tool's own, with their defaults, and those of the runs."""
    for word in words:
        if "=" not in word:
            raise OptionError(f"{word} is not NAME=value")
    given = [word.partition("=")[::2] for word in words]
    ours = own | {name: text for name, text in given if name in own and text}
    if not (ours["N"].isdigit() and int(ours["N"]) > 0):
        raise OptionError(f"N={ours['N']} is malformed; N is how often each cell is run")
    return ours, {name: text for name, text in given if name not in own}
