"""A disk that loses its power at a chosen operation, and the machine with it: an NBD server that QEMU writes to.

Like a real disk it keeps in a cache what was not flushed.  At the cut each sector of the cache is on the medium or not,
by lot: later writes may be there without earlier ones, and a write may be there in part, but a sector never is.
"""

import os
import random
import signal
import socket
import struct
import threading
import time
from contextlib import closing
from pathlib import Path

SECTOR = 512
READ, WRITE, DISCONNECT, FLUSH = 0, 1, 2, 3  # NBD's command types
OPTION_EXPORT_INFO, OPTION_GO = 6, 7
REPLY_ACK, REPLY_INFO, REPLY_UNSUPPORTED = 1, 3, 1 << 31 | 1
HAS_FLAGS, SEND_FLUSH = 1, 4


class CutDisk(threading.Thread):
    """Serves `medium` to one machine.  Use it in a `with` statement; `operations` are the writes and flushes seen.

    `cut` is the number of the operation, from 0, during which the machine is killed; None: never.  With `stall` it is
    left alive, and waits that many seconds for the answer.
    """

    def __init__(self, medium: Path, cut: int | None = None, seed: int = 0, stall: float = 0) -> None:
        super().__init__(daemon=True)
        self.medium, self.cut, self.lots, self.stall = medium, cut, random.Random(seed), stall
        self.content = bytearray(medium.read_bytes())  # as the machine sees it
        self.cache: list[tuple[int, bytes]] = []  # written, not flushed
        self.operations: list[tuple[str, int, int]] = []  # what, byte, length
        self.lines: tuple[str, ...] = ()  # the log, for whoever starts the machine
        self.path = medium.with_suffix(".sock")
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.path))
        self.listener.listen()
        self.listener.settimeout(30)

    def argument(self) -> str:
        """For QEMU_ARGS."""
        return f"QEMU_ARGS=-set drive.disk.file=nbd+unix:///?socket={self.path}"

    def __enter__(self) -> "CutDisk":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.join()
        self.listener.close()
        self.path.unlink()

    def run(self) -> None:
        """One machine from its start to its end, in a thread of its own."""
        try:
            machine, _ = self.listener.accept()
            with closing(machine):
                stream = machine.makefile("rwb")
                if self.shake_hands(stream):
                    self.serve(stream, machine)
        except OSError:
            pass  # the machine has gone

    def shake_hands(self, stream) -> bool:
        """NBD's fixed newstyle negotiation: the one export, nothing else."""
        stream.write(b"NBDMAGICIHAVEOPT" + struct.pack(">H", 3))
        stream.flush()
        stream.read(4)
        while header := stream.read(16):
            _, option, length = struct.unpack(">QII", header)
            stream.read(length)

            def reply(kind: int, data: bytes = b"") -> None:
                stream.write(struct.pack(">QIII", 0x3e889045565a9, option, kind, len(data)) + data)

            if option in (OPTION_EXPORT_INFO, OPTION_GO):
                reply(REPLY_INFO, struct.pack(">HQH", 0, len(self.content), HAS_FLAGS | SEND_FLUSH))
                reply(REPLY_ACK)
            else:
                reply(REPLY_UNSUPPORTED)
            stream.flush()
            if option == OPTION_GO:
                return True
        return False

    def serve(self, stream, machine: socket.socket) -> None:
        """Reads, writes and flushes until the machine or the power goes."""
        while len(request := stream.read(28)) == 28:
            _, _, kind, handle, offset, length = struct.unpack(">IHHQQI", request)
            answer = b""
            if kind == DISCONNECT:
                return
            if kind == READ:
                answer = bytes(self.content[offset:offset + length])
            else:
                data = stream.read(length) if kind == WRITE else b""
                number = len(self.operations)
                self.operations.append(("write" if kind == WRITE else "flush", offset, length))
                if kind == WRITE:
                    self.cache.append((offset, data))
                if number == self.cut and self.stall:
                    time.sleep(self.stall)
                elif number == self.cut:
                    self.lose_power(machine)
                    return
                self.take(kind, offset, data)
            stream.write(struct.pack(">IIQ", 0x67446698, 0, handle) + answer)
            stream.flush()

    def take(self, kind: int, offset: int, data: bytes) -> None:
        """A write goes into the cache, a flush empties it."""
        if kind == WRITE:
            self.content[offset:offset + len(data)] = data
            return
        with open(self.medium, "r+b") as file:
            for at, written in self.cache:
                file.seek(at)
                file.write(written)
        self.cache.clear()

    def lose_power(self, machine: socket.socket) -> None:
        """Kills the machine at the other end of the socket; of what is in the cache some sectors reach the medium."""
        pid, _, _ = struct.unpack("3i", machine.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        os.kill(pid, signal.SIGKILL)
        with open(self.medium, "r+b") as file:
            for at, written in self.cache:
                for start in range(0, len(written), SECTOR):
                    if self.lots.random() < 0.5:
                        file.seek(at + start)
                        file.write(written[start:start + SECTOR])
