"""Disks for STORE=nvme: sparse files whose first block says that they may be overwritten.

The kernel never writes to a disk without that label (hibernate/disk/disk_format.hpp is the counterpart).
"""

import struct
from pathlib import Path

from handoff.run.options import Options

BLOCK = 4096
LABEL = struct.pack("<32sQII", b"Handoff disk: may be overwritten", 0x6c6562616c64464f, 1, 0)

# The kernel's own slots and tables, with many CPUs; more costs nothing, as the file is sparse.
BESIDES_WITNESS = 64 << 20
MOST_BYTES = 1 << 40  # a kernel that is asked for more witness pages will refuse


def bytes_for(options: Options) -> int:
    """A disk on which the image of such a run fits."""
    return min(options.witness_bytes() + BESIDES_WITNESS, MOST_BYTES) // BLOCK * BLOCK


def has_label(path: Path) -> bool:
    """May the kernel overwrite this file?"""
    with open(path, "rb") as file:
        return file.read(len(LABEL)) == LABEL


def is_empty(path: Path) -> bool:
    """Does the file hold nothing but zeros?"""
    with open(path, "rb") as file:
        while data := file.read(1 << 20):
            if data.strip(b"\0"):
                return False
    return True


def label(path: Path, size: int) -> None:
    """Makes `path` a disk of at least `size` bytes.  What it holds stays, and what is not ours raises ValueError."""
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} is not a file")
    if not path.exists() or not has_label(path):
        if path.exists() and not is_empty(path):
            raise ValueError(f"{path} holds something else and is left alone; remove it first, or name another file")
        with open(path, "r+b" if path.exists() else "x+b") as file:
            file.write(LABEL.ljust(BLOCK, b"\0"))
    if path.stat().st_size < size:
        with open(path, "r+b") as file:
            file.truncate(size)


class Disk:
    """The disk of one run.  Use it in a `with` statement: it is removed afterwards, unless the user named it."""

    def __init__(self, options: Options, directory: Path) -> None:
        self.options = options
        self.path = Path(options["DISK_FILE"] or directory / "disk.img").resolve()

    def __enter__(self) -> "Disk":
        if self.options["STORE"] == "nvme":
            if not self.options["DISK_FILE"]:
                self.path.unlink(missing_ok=True)
            if not self.path.exists() or self.path.stat().st_size == 0:
                label(self.path, bytes_for(self.options))
        return self

    def __exit__(self, *_: object) -> None:
        if not self.options["DISK_FILE"]:
            self.path.unlink(missing_ok=True)

    def arguments(self) -> list[str]:
        """QEMU's arguments; `-set drive.disk.…` and `-set device.nvme.…` among QEMU_ARGS change them."""
        if self.options["STORE"] != "nvme":
            return []
        file = str(self.path).replace(",", ",,")
        return ["-drive", f"id=disk,if=none,format=raw,file={file}",
                "-device", "nvme,id=nvme,drive=disk,serial=handoff"]
