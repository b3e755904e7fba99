"""The method that the lesson's last exercise adds (docs/teaching.md) builds in a copy of the tree, and recovers."""

import re
import shutil
import subprocess
import textwrap
from pathlib import Path

from handoff import ROOT

NAME = re.compile(r"^ +(?:;|//) (smp/\S+)$")  # the first line of a file that is given whole
CODE = re.compile(r" {7,}\S|$")


def sources() -> dict[str, str]:
    """The files of the solution, by name."""
    solution = (ROOT / "docs" / "teaching.md").read_text().partition("<details><summary>Exercise 4")[2]
    found: dict[str, list[str]] = {}
    lines: list[str] | None = None
    for line in solution.split("\n"):
        if name := NAME.match(line):
            lines = found[name[1]] = []
        elif not CODE.match(line):
            lines = None
        elif lines is not None:
            lines.append(line)
    return {name: textwrap.dedent("\n".join(code)) for name, code in found.items()}


def copy_tree(into: Path) -> None:
    """What is tracked, as it is now, with the objects, which are not compiled again."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in tracked.split():
        if (ROOT / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, into / name)
    shutil.copytree(ROOT / "build" / "gcc", into / "build" / "gcc")


def test_the_lessons_own_method_recovers(tmp_path) -> None:
    found = sources()
    assert set(found) == {"smp/safe/spin.asm", "smp/method/spin.cpp"}
    copy_tree(tmp_path)
    for name, code in found.items():
        (tmp_path / name).write_text(code)
    done = subprocess.run(["make", "run", "METHOD=spin", "SMP=1x2x2"], cwd=tmp_path, capture_output=True, text=True)
    assert "VERDICT recovered method=spin" in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]
