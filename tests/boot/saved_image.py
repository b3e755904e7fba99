"""An image that B has written once, for tests that damage copies of its disk and switch the machine on again."""

import hashlib
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

from handoff.judge.judge import Facts
from handoff.judge.log import Log
from handoff.judge.verdict import Verdict, conclude
from handoff.run.cell import Story
from handoff.run.disk import BLOCK, END, Disk, label
from handoff.run.options import Options
from handoff.run.options import parse as parse_options

# Boots in a third of a second, and still has a sibling to bring back.
SMALL_DISK = 8 << 20  # as little as possible: it is copied and hashed often
SMALL = ("STORE=nvme", "OFFLINE=hlt", "SMP=1x1x2", "WITNESS=1M", "MEM=64M")


@dataclass(frozen=True)
class Region:
    """A part of the image on the disk, in bytes."""

    start: int
    size: int

    @property
    def end(self) -> int:
        """The first byte behind it."""
        return self.start + self.size

    @property
    def room(self) -> "Region":
        """What is left of its last block, and means nothing."""
        return Region(self.end, -self.end % BLOCK)


def regions(disk: Path) -> dict[str, Region]:
    """Where everything lies (hibernate/disk/disk_format.hpp is the counterpart)."""
    with open(disk, "rb") as file:
        file.seek(BLOCK)
        header = file.read(BLOCK)
    image_header_bytes, pages, raw_pages = struct.unpack_from("<3Q", header, 72)
    image_header = Region(END, image_header_bytes)
    page_map = Region(image_header.room.end, 8 * pages)
    return {"header": Region(BLOCK, 728), "commit": Region(2 * BLOCK, 32), "image-header": image_header,
            "page-map": page_map, "raw": Region(page_map.room.end, BLOCK * raw_pages)}


def digest(disk: Path) -> str:
    """Of everything on it."""
    with open(disk, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def patch(disk: Path, offset: int, data: bytes) -> None:
    """Writes over what lies there."""
    with open(disk, "r+b") as file:
        file.seek(offset)
        file.write(data)


def flip(disk: Path, bit: int) -> None:
    """Turns one bit of the disk, counted from its first."""
    with open(disk, "r+b") as file:
        file.seek(bit // 8)
        value = file.read(1)[0]
        file.seek(bit // 8)
        file.write(bytes([value ^ 1 << bit % 8]))


def switch_on(options: Options, directory: Path) -> tuple[Log, Facts]:
    """One boot of a machine whose disk is DISK_FILE."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "serial.log").unlink(missing_ok=True)
    log = Log()
    with Disk(options, directory) as disk:
        return log, Story(options, directory, disk, log, show=lambda line: None).boot()


@dataclass(frozen=True)
class SavedImage:
    """A disk with a whole image, and the log so far."""

    disk: Path
    variables: tuple[str, ...]
    lines: tuple[str, ...]

    def copy(self, directory: Path, name: str = "copy.img") -> Path:
        """The same disk once more."""
        directory.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(self.disk, directory / name))

    def resume(self, disk: Path, *variables: str, directory: Path | None = None) -> tuple[Options, Verdict, Log]:
        """Switches the machine on with this disk: options, verdict, log.  A later variable replaces an earlier one."""
        options = parse_options([*self.variables, *variables, f"DISK_FILE={disk}"])
        own, facts = switch_on(options, directory or disk.parent)
        log = Log()
        # A kernel that finds no image begins a log of its own; any other goes on with B's.
        for line in own.lines if own.versions else (*self.lines, *own.lines):
            log.add(line)
        return options, conclude(options, log, facts), log


def save(directory: Path, *variables: str) -> SavedImage:
    """B's first life, until it has switched the machine off."""
    directory.mkdir(parents=True, exist_ok=True)
    disk = directory / "saved.img"
    options = parse_options([*SMALL, *variables, f"DISK_FILE={disk}"])
    label(disk, SMALL_DISK)
    log, facts = switch_on(options, directory)
    assert log.waits_for_power(), "\n".join([*log.lines[-20:], str(facts)])
    return SavedImage(disk, (*SMALL, *variables), tuple(log.lines))
