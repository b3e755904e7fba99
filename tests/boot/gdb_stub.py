"""Writes the memory of a running QEMU from outside, by gdb's remote protocol over a Unix socket.

QEMU's monitor reads physical memory and cannot write it; its gdb stub can (`Qqemu.PhyMemMode:1`).  The machine
stands still while somebody is connected.
"""

import socket
from pathlib import Path


class GdbStub:
    """A connection.  Use it in a `with` statement: the machine goes on afterwards."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        self.socket.connect(str(path))
        self.buffer = b""

    def __enter__(self) -> "GdbStub":
        assert self.ask("Qqemu.PhyMemMode:1") == "OK"
        return self

    def __exit__(self, *_: object) -> None:
        self.ask("D")  # detach: the machine runs on
        self.socket.close()

    @staticmethod
    def arguments(path: Path) -> str:
        """For QEMU."""
        return f"-chardev socket,id=stub,path={path},server=on,wait=off -gdb chardev:stub"

    def ask(self, words: str) -> str:
        """Sends one packet and returns the answer's text."""
        self.socket.sendall(f"${words}#{sum(words.encode()) & 0xff:02x}".encode())
        while True:
            while b"#" not in self.buffer or len(self.buffer) < self.buffer.index(b"#") + 3:
                data = self.socket.recv(4096)
                if not data:
                    raise OSError(f"{words}: the stub went away")
                self.buffer += data
            end = self.buffer.index(b"#")
            packet = self.buffer[self.buffer.index(b"$") + 1:end].decode()
            self.buffer = self.buffer[end + 3:]
            self.socket.sendall(b"+")
            if not packet.startswith("T"):  # why it stopped: not asked for
                return packet

    def byte(self, address: int) -> int:
        """The byte at a physical address."""
        return int(self.ask(f"m{address:x},1"), 16)

    def flip(self, address: int, bit: int) -> None:
        """Turns one bit of the byte at a physical address over."""
        assert self.ask(f"M{address:x},1:{self.byte(address) ^ 1 << bit:02x}") == "OK"
