"""Disks for STORE=nvme: sparse files, or devices, that say that they may be overwritten.

The kernel never writes to a disk that is not, in every byte of its first and last MiB, as this labels it or the kernel
itself has left it (hibernate/disk/disk_format.hpp has the rule, hibernate/disk/label.cpp is the counterpart).
"""

import os
import struct
from pathlib import Path
from typing import BinaryIO

from handoff.run.options import Options

BLOCK = 4096
END = 256 * BLOCK  # what is looked at, at both ends
TEXT, MAGIC, VERSION = b"Handoff disk: may be overwritten", 0x6c6562616c64464f, 2
LABEL = struct.Struct("<32sQIIQ16s")  # text, magic, version, 0, bytes of the disk, its id
OURS = {1: b"HOFFDISK", 2: b"HOFFDONE", 3: b"HOFREACH"}  # what blocks begin with that the kernel has written

# The kernel's own slots and tables, with many CPUs; more costs nothing, as the file is sparse.
BESIDES_WITNESS = 64 << 20
MOST_BYTES = 1 << 40  # a kernel that is asked for more witness pages will refuse


def bytes_for(options: Options) -> int:
    """A disk on which the image of such a run fits."""
    return min(options.witness_bytes() + BESIDES_WITNESS, MOST_BYTES) // BLOCK * BLOCK


def block_label(size: int, disk_id: bytes) -> bytes:
    """The block that a disk of this size begins and ends with."""
    return LABEL.pack(TEXT, MAGIC, VERSION, 0, size, disk_id).ljust(BLOCK, b"\0")


def read(file: BinaryIO, start: int, size: int) -> bytes:
    """Some bytes of a disk."""
    file.seek(start)
    return file.read(size)


def size_of(path: Path) -> int:
    """In bytes, of a file or a device."""
    with open(path, "rb") as file:
        return file.seek(0, os.SEEK_END)


def is_ours(path: Path) -> bool:
    """May the kernel overwrite this disk?"""
    size = size_of(path)
    with open(path, "rb") as file:
        start, end = read(file, 0, END), read(file, max(size - END, 0), END)
    if size <= 2 * END or not start.startswith(TEXT):
        return False
    label = block_label(size, start[LABEL.size - 16:LABEL.size])
    places = {number: start[number * BLOCK:(number + 1) * BLOCK] for number in OURS}
    return (start[:BLOCK] == label and end[-BLOCK:] == label and not any(end[:-BLOCK]) and not any(start[4 * BLOCK:])
            and all(not any(place) or place.startswith(OURS[number]) for number, place in places.items()))


def is_empty(path: Path) -> bool:
    """Does it hold nothing but zeros?"""
    with open(path, "rb") as file:
        while data := file.read(1 << 20):
            if data.strip(b"\0"):
                return False
    return True


def write_label(path: Path, size: int, disk_id: bytes) -> None:
    """At both ends of a disk of that many bytes."""
    with open(path, "r+b") as file:
        for start in (size - BLOCK, 0):
            file.seek(start)
            file.write(block_label(size, disk_id))


def grow(path: Path, size: int) -> None:
    """Makes a file that is ours larger; an image on it stays.  Cut off in between, it is nobody's."""
    old = path.stat().st_size
    with open(path, "r+b") as file:
        disk_id = read(file, 0, LABEL.size)[-16:]
        file.truncate(old - BLOCK)
        file.truncate(size)
    write_label(path, size, disk_id)


def label(path: Path, size: int) -> None:
    """Makes `path` a disk of at least `size` bytes.  What is not ours, and not empty, raises ValueError."""
    if path.exists() and not path.is_file() and not path.is_block_device():
        raise ValueError(f"{path} is neither a file nor a disk")
    held = size_of(path) if path.exists() else 0
    # A device is labelled as large as it is, or the label would be wrong; a file grows to whole blocks.
    size = held if path.is_block_device() else max(size, held + -held % BLOCK)
    if size <= 2 * END or size % BLOCK:
        raise ValueError(f"{path}: a disk has more than {2 * END} bytes, in whole blocks of {BLOCK}")
    path.touch()
    if is_ours(path):
        if held < size:
            grow(path, size)
    elif is_empty(path):
        if path.is_file():
            os.truncate(path, size)
        write_label(path, size, os.urandom(16))
    else:
        raise ValueError(f"{path} holds something else and is left alone; remove it first, or name another file")


class Disk:
    """The disk of one run.  Use it in a `with` statement: it is removed afterwards, unless the user named it."""

    def __init__(self, options: Options, directory: Path) -> None:
        self.options = options
        self.path = Path(options["DISK_FILE"] or directory / "disk.img").resolve()

    def __enter__(self) -> "Disk":
        if self.options["STORE"] == "nvme":
            if not self.options["DISK_FILE"]:
                self.path.unlink(missing_ok=True)
            if not self.path.exists() or size_of(self.path) == 0:
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
