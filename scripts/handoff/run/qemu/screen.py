"""What a QEMU machine shows: its VGA text, and pictures of it."""

from pathlib import Path
from typing import Protocol

from handoff.run.qemu.qmp import Qmp

# VGA text mode: a character and its colours, 16 bits (kernel/screen/vga_text.cpp)
TEXT_BUFFER, COLUMNS, ROWS = 0xb8000, 80, 25


class Seen(Protocol):
    """A machine that has a control socket."""

    qmp: Qmp


def text_cells(machine: Seen, work: Path) -> list[list[tuple[str, int]]]:
    """Rows of (character, attribute), as they are in the machine's memory."""
    file = work / "text-buffer"
    machine.qmp.execute("pmemsave", val=TEXT_BUFFER, size=COLUMNS * ROWS * 2, filename=str(file))
    raw = file.read_bytes()
    cells = [(chr(raw[i]), raw[i + 1]) for i in range(0, len(raw), 2)]
    return [cells[row * COLUMNS:(row + 1) * COLUMNS] for row in range(ROWS)]


def text_lines(cells: list[list[tuple[str, int]]]) -> list[str]:
    """The characters alone."""
    return ["".join(character for character, _ in row).rstrip() for row in cells]


def picture(machine: Seen, file: Path) -> None:
    """Stores what the screen shows as PNG."""
    machine.qmp.execute("screendump", filename=str(file.resolve()), format="png")


def pixels(machine: Seen, work: Path) -> tuple[int, int, bytes]:
    """Width, height, and three bytes a pixel."""
    file = work / "screen.ppm"
    machine.qmp.execute("screendump", filename=str(file))
    magic, width, height, depth, data = file.read_bytes().split(maxsplit=4)  # QEMU writes one blank before the pixels
    assert (magic, depth) == (b"P6", b"255")
    return int(width), int(height), data
