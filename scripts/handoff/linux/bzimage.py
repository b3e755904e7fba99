"""What a bzImage says of itself (Linux' Documentation/arch/x86/boot.rst, The Real-Mode Kernel Header)."""

import re
from pathlib import Path

MAGIC, MAGIC_AT = b"HdrS", 0x202
VERSION_AT, VERSION_BASE = 0x20e, 0x200  # where the text is, less 0x200
LONGEST = 512


def head_of(kernel: Path) -> bytes:
    """Its beginning, in which the header and its texts are; empty if it is none."""
    with open(kernel, "rb") as file:
        head = file.read(0x10000)
    return head if head[MAGIC_AT:MAGIC_AT + len(MAGIC)] == MAGIC else b""


def is_bzimage(file: Path) -> bool:
    """Does it say that it is one?"""
    return head_of(file) != b""


def version(kernel: Path) -> str:
    """Debian's own number where it has one, since `uname -r` has the ABI's; else what `uname -r` says."""
    head = head_of(kernel)
    if not head:
        return "?"
    at = int.from_bytes(head[VERSION_AT:VERSION_AT + 2], "little") + VERSION_BASE
    text = head[at:at + LONGEST].partition(b"\0")[0].decode(errors="replace")
    debian = re.search(r" Debian ([0-9.]+)", text)
    return debian[1] if debian else text.split(" ")[0]
