"""Writes initramfs archives (cpio, format newc): as anyone, device nodes included."""

import stat
from dataclasses import dataclass, field
from pathlib import Path

ALIGNMENT = 4


def padded(data: bytes) -> bytes:
    """With zeros up to the next multiple of four."""
    return data + bytes(-len(data) % ALIGNMENT)


def entry(number: int, name: str, mode: int, data: bytes = b"", device: tuple[int, int] = (0, 0)) -> bytes:
    """One file: thirteen fields of eight hexadecimal digits, the name, the content."""
    raw = name.encode() + b"\0"
    fields = (number, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(raw), 0)
    header = b"070701" + b"".join(b"%08X" % value for value in fields)
    return padded(header + raw) + padded(data)


@dataclass
class Archive:
    """An archive that grows file by file; directories above a file are made."""

    parts: list[bytes] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def put(self, name: str, mode: int, data: bytes = b"", device: tuple[int, int] = (0, 0)) -> None:
        """Adds one entry, once, after the directories that it lies in."""
        if name in self.names:
            return
        if "/" in name:
            self.directory(name.rpartition("/")[0])
        self.names.add(name)
        self.parts.append(entry(len(self.names), name, mode, data, device))

    def directory(self, name: str) -> None:
        """An empty directory."""
        self.put(name, stat.S_IFDIR | 0o755)

    def file(self, name: str, content: bytes | Path, executable: bool = False) -> None:
        """A file with this content, or a copy of the one at that path."""
        data = content.read_bytes() if isinstance(content, Path) else content
        self.put(name, stat.S_IFREG | (0o755 if executable else 0o644), data)

    def character_device(self, name: str, major: int, minor: int) -> None:
        """A device node, as mknod would make it."""
        self.put(name, stat.S_IFCHR | 0o600, device=(major, minor))

    def bytes(self) -> bytes:
        """The whole archive, with its end."""
        return b"".join(self.parts) + entry(0, "TRAILER!!!", 0)
