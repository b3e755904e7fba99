"""How long the windows of docs/windows.md are, counted in the kernels themselves."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handoff import ROOT
from handoff.model.code import SAY_LEFT, Instruction, instructions, symbol
from handoff.run.names import elf_of

PAGE = (ROOT / "docs" / "windows.md").read_text()
LTR, LIDT = "ltr", "lidt"


def between(code: list[Instruction], first: str, last: str) -> int:
    """How many instructions there are from behind the first of one name and operand to the first of another."""
    texts = [f"{one.name} {one.operand}" for one in code]
    begin = next(number for number, text in enumerate(texts) if re.match(first, text))
    return next(number for number, text in enumerate(texts[begin + 1:]) if re.match(last, text))


def trampoline(elf: Path) -> list[Instruction]:
    """Its first instructions, in real mode."""
    return instructions(elf, symbol(elf, "trampoline_start"), 32, "i8086")


def until_mce(elf: Path) -> int:
    """Instructions of the trampoline until a machine check is no shutdown."""
    return next(number for number, one in enumerate(trampoline(elf), 1) if one.operand.endswith("%cr4"))


def until_idt(elf: Path) -> int:
    """Those until an NMI has a vector table of ours."""
    return next(number for number, one in enumerate(trampoline(elf), 1) if one.name.startswith(LIDT))


def from_left_to_halt(elf: Path) -> int:
    """Those between the store that says `left` and its HLT."""
    return between(instructions(elf, symbol(elf, SAY_LEFT), 192), r"mov +%\w+,0x14\(", "hlt")


def from_tr_to_idt(elf: Path) -> int:
    """Those between LTR in load_cpu_state() and LIDT in what it calls."""
    state = instructions(elf, symbol(elf, "_Z14load_cpu_stateR3Cpu8ApicMode"), 400)
    load = instructions(elf, symbol(elf, "_ZN10interrupts4loadEv"), 64)
    return between(state, LTR, "call") + 1 + next(n for n, one in enumerate(load) if one.name == LIDT)


def counted(elf: Path) -> Iterator[tuple[str, int]]:
    """Every window of the page that is counted, by its name there."""
    yield "trampoline-mce", until_mce(elf)
    yield "trampoline-nmi", until_idt(elf)
    yield "left-halt", from_left_to_halt(elf)
    yield "tr-idt", from_tr_to_idt(elf)


def on_the_page() -> dict[str, int]:
    """| `name` | 5 | …"""
    return {name: int(length) for name, length in re.findall(r"^\| `([\w-]+)` \| (\d+) \|", PAGE, re.MULTILINE)}


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_they_are_as_long_as_the_page_says(compiler: str) -> None:
    """What a compiler has written may be shorter."""
    found, page = dict(counted(elf_of(compiler))), on_the_page()
    assert 0 < found.pop("tr-idt") <= page.pop("tr-idt")
    assert found == page
