"""The kernel's instructions, as objdump reads them from the ELF: how long a window is that the model names."""

import re
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from elftools.elf.elffile import ELFFile

SAY_LEFT = "_Z17say_left_and_haltR3CpuSt17basic_string_viewIcSt11char_traitsIcEE"
LINE = re.compile(r"^([0-9a-f]+):\s+(\S+)\s*(.*?)\s*$")


@dataclass(frozen=True)
class Instruction:
    """One of them; `operand` is AT&T's, with the symbol behind an address."""

    address: int
    name: str
    operand: str


@cache
def symbols(elf: Path) -> dict[str, int]:
    """Their addresses."""
    with open(elf, "rb") as file:
        return {s.name: s["st_value"] for s in ELFFile(file).get_section_by_name(".symtab").iter_symbols()}


def symbol(elf: Path, name: str) -> int:
    """Where it is."""
    return symbols(elf)[name]


def instructions(elf: Path, start: int, size: int, mode: str = "i386:x86-64") -> list[Instruction]:
    """What is there, in 64-bit mode, or as `i386` or `i8086`; what only fills up to an alignment is left out."""
    words = ["objdump", "-d", "--no-show-raw-insn", "-m", mode, f"--start-address={start:#x}",
             f"--stop-address={start + size:#x}", str(elf)]
    text = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    found = [Instruction(int(m[1], 16), m[2], m[3]) for line in text.splitlines() if (m := LINE.match(line.strip()))]
    return [i for i in found if not i.name.startswith(("nop", "xchg", "data16")) and "nop" not in i.operand]
