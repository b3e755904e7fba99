"""What the kernel knows, read from the kernel: the names of its methods, events, probes, options and stores.

The linker gathers each set between the symbols rows_SET_start and rows_SET_end as an array of pointers to rows
(kernel/base/rows.hpp is the counterpart).  A row begins with its name and a sentence about it; that of an option
(kernel/options/option.hpp) goes on with the words that it may be, its default, and two functions.  Nothing of it is
written a second time in the scripts.
"""

import functools
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from handoff import ROOT
from handoff.run.errors import OptionError

NO_METHOD = "none"  # method=none: no story, only probes
NO_EVENT = "none"  # inject=none
OPTIONS = "options"
TEXT_BYTES = 16  # of a std::string_view


@dataclass(frozen=True)
class Row:
    """One row of a set."""

    name: str
    text: str
    values: str = ""  # of an option: words, and @SET for the names of a set; empty: a number, a size, a name
    fallback: str = ""  # of an option: what it is by default
    alias: bool = False  # of an option: only another word for one that prints itself


@dataclass(frozen=True)
class Kernel:
    """The sets of one kernel."""

    sets: Mapping[str, Mapping[str, Row]]

    def names(self, of: str) -> tuple[str, ...]:
        """The names of a set."""
        return tuple(self.sets.get(of, {}))

    def text(self, of: str, name: str) -> str:
        """The sentence about a row; nothing about one that this kernel does not have."""
        row = self.sets.get(of, {}).get(name)
        return row.text if row else ""

    def values(self, option: str) -> tuple[str, ...]:
        """What an option may be; nothing if that is no list."""
        row = self.sets[OPTIONS].get(option)
        words = row.values.split() if row else []
        return tuple(name for word in words for name in (self.names(word[1:]) if word[0] == "@" else [word]))

    def default(self, option: str) -> str:
        """What an option is if nothing is said."""
        row = self.sets[OPTIONS].get(option)
        return row.fallback if row else ""

    def options(self) -> tuple[str, ...]:
        """The words of the command line, each under one name."""
        return tuple(name for name, row in self.sets[OPTIONS].items() if not row.alias)

    def methods(self) -> tuple[str, ...]:
        """Those that hand CPUs over."""
        return tuple(name for name in self.names("methods") if name != NO_METHOD)


class Image:
    """The bytes of an ELF by the addresses that it is linked for."""

    def __init__(self, elf: ELFFile) -> None:
        self.parts = [(s["p_vaddr"], s.data()) for s in elf.iter_segments() if s["p_type"] == "PT_LOAD"]

    def read(self, address: int, size: int) -> bytes:
        """ValueError if they are not in the file."""
        for start, data in self.parts:
            if start <= address and address + size <= start + len(data):
                return data[address - start:address - start + size]
        raise ValueError(f"{address:#x} is not in the file")

    def words(self, address: int, count: int) -> tuple[int, ...]:
        """64-bit words."""
        return struct.unpack(f"<{count}Q", self.read(address, 8 * count))

    def texts(self, address: int, count: int) -> Iterator[str]:
        """Consecutive {size, pointer} pairs, as std::string_view is laid out."""
        for i in range(count):
            size, pointer = self.words(address + TEXT_BYTES * i, 2)
            yield self.read(pointer, size).decode() if size else ""

    def row(self, address: int, of: str) -> Row:
        """A row of the set."""
        if of != OPTIONS:
            return Row(*self.texts(address, 2))
        _, prints = self.words(address + 4 * TEXT_BYTES, 2)
        return Row(*self.texts(address, 4), alias=prints == 0)


def by_name(of: str, rows: list[Row]) -> dict[str, Row]:
    """A set; ValueError if one row hides another, as a copied file does that keeps its name."""
    names = [row.name for row in rows]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two rows of {of} are named {twice[0]}")
    return dict(zip(names, rows, strict=True))


def read(file: Path) -> Kernel:
    """The sets in an ELF; ValueError if it has none."""
    with open(file, "rb") as opened:
        elf = ELFFile(opened)
        image = Image(elf)
        symbols = {s.name: s["st_value"] for table in elf.iter_sections() if isinstance(table, SymbolTableSection)
                   for s in table.iter_symbols() if s.name.startswith("rows_")}
    sets: dict[str, dict[str, Row]] = {}
    for name, start in symbols.items():
        if found := re.fullmatch(r"rows_(\w+)_start", name):
            pointers = image.words(start, (symbols[f"rows_{found[1]}_end"] - start) // 8)
            rows = [image.row(pointer, found[1]) for pointer in pointers]
            sets[found[1]] = by_name(found[1], rows)
    if OPTIONS not in sets:
        raise ValueError("it has no set of options")
    return Kernel(sets)


def elf_of(compiler: str) -> Path:
    """Where make puts the kernel."""
    return ROOT / "build" / compiler / "handoff.elf"


@functools.cache
def kernel(compiler: str = "gcc") -> Kernel:
    """The kernel that make built with this compiler, read once; OptionError if there is none."""
    file = elf_of(compiler)
    make = "make kernel" + (f" COMPILER={compiler}" if compiler != "gcc" else "")
    try:
        return read(file)
    except FileNotFoundError:
        raise OptionError(f"there is no {file.relative_to(ROOT)}, which knows the names: `{make}` builds it") from None
    except Exception as error:  # whatever pyelftools says to a file that is damaged
        raise OptionError(f"{file.relative_to(ROOT)} cannot be read ({error}): `{make}` builds it") from error
