"""Includes point down: a file uses what lies in its own folder or in one below it in docs/design.md's table of folders.
Names that only the linker resolves (`extern`) may point up: that is how the bottom calls what it cannot know."""

import re
from pathlib import PurePosixPath

import pytest

import tree

INCLUDE = re.compile(r'^\s*[#%]include\s+"([^"]+)"', re.M)
GENERATED = {"asm_offsets.inc"}  # from boot/asm_offsets.cpp, which NASM code of every folder may read


def folder_of(file: str) -> str:
    return str(PurePosixPath(file).parent)


def upward(file: str, text: str, order: list[str]) -> list[str]:
    """What `file` must not include. `order` is top to bottom."""
    here = order.index(folder_of(file))
    included = [name for name in INCLUDE.findall(text) if name not in GENERATED]
    return [name for name in included if order.index(folder_of(name)) < here]


def test_every_folder_has_its_place_and_is_described() -> None:
    listed = tree.folders()
    assert sorted(folder for folder, _ in listed) == sorted({folder_of(name) for name in tree.kernel_sources()})
    assert all(len(what.split()) >= 4 for _, what in listed)


@pytest.mark.parametrize("file", tree.kernel_sources())
def test_includes_point_down(file: str) -> None:
    assert upward(file, tree.text(file), [folder for folder, _ in tree.folders()]) == []


@pytest.mark.parametrize("line", ['#include "smp/cpu.hpp"', '%include "smp/find_self.inc"', '  #include "smp/cpu.hpp"'])
def test_an_include_that_points_up_is_noticed(line: str) -> None:
    order = ["boot", "smp/safe", "smp", "kernel/base"]
    assert len(upward("kernel/base/text.hpp", line, order)) == 1
    assert upward("smp/safe/park.asm", line, order) == []
