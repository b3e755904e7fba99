"""Pictures of a machine's QR codes, as somebody with a telephone would take them."""

import time
from pathlib import Path

import pytest

from handoff.result import pieces
from handoff.result.sources import codes
from handoff.run.qemu import screen

SECONDS = 180  # a machine shows each code for four seconds by its own clock


def photograph(machine: screen.Seen, folder: Path) -> list[Path]:
    """A picture of each code, until there are as many as the codes say."""
    found: dict[str, Path] = {}
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        file = folder / f"photo-{time.monotonic_ns()}.png"
        screen.picture(machine, file)
        for said in codes(file):
            found.setdefault(said, file)
        wanted = next((int(piece[2]) for said in found if (piece := pieces.PIECE.fullmatch(said))), 0)
        if found and len(found) == wanted:
            return list(found.values())
        time.sleep(0.5)
    pytest.fail(f"{len(found)} codes in {SECONDS} s")
