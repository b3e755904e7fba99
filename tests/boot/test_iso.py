"""What `make iso` puts on the disc."""

import re
import subprocess
from pathlib import Path

from handoff.run import iso
from handoff.run.options import parse


def notes(elf: Path) -> str:
    """The build id, which an image is held against, and the PVH entry."""
    text = subprocess.run(["readelf", "--notes", "--wide", elf], capture_output=True, text=True, check=True).stdout
    return "\n".join(line for line in text.splitlines() if re.search(r"Build ID|Xen|description", line))


def test_the_kernel_on_the_disc_is_small_and_the_same(tmp_path) -> None:
    elf, image, copy = parse([]).elf(), tmp_path / "handoff.iso", tmp_path / "copy.elf"
    iso.build(elf, iso.menu({"handoff": ""}, timeout=0), image)
    subprocess.run(["xorriso", "-osirrox", "on", "-indev", image, "-extract", "/boot/handoff.elf", copy],
                   check=True, capture_output=True)
    assert copy.stat().st_size < 1 << 20 < elf.stat().st_size
    assert "Build ID" in notes(elf) and notes(copy) == notes(elf)
