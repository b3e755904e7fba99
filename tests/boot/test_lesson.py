"""The method that the lesson's last exercise adds (docs/teaching.md) builds in a copy of the tree, and recovers."""

import re
import shutil
import subprocess
import textwrap

from handoff import ROOT
from sabotage import copy_tree

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


def test_the_lessons_own_method_recovers(tmp_path) -> None:
    found = sources()
    assert set(found) == {"smp/safe/spin.asm", "smp/method/spin.cpp"}
    copy_tree(tmp_path, "--times")  # of the sources, for whose sake the objects are not compiled again
    shutil.copytree(ROOT / "build" / "gcc", tmp_path / "build" / "gcc")
    for name, code in found.items():
        (tmp_path / name).write_text(code)
    done = subprocess.run(["make", "run", "METHOD=spin", "SMP=1x2x2"], cwd=tmp_path, capture_output=True, text=True)
    assert "VERDICT recovered method=spin" in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]
