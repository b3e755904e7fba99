"""One CPU of a running QEMU that stands before an instruction while all others run: by gdb's remote protocol."""

import time
from contextlib import suppress

from gdb_stub import GdbStub


class StoppedCpu(GdbStub):
    """A connection.  run_to() stops the first CPU that comes to an address, go_on_without() lets all others run."""

    def __enter__(self) -> "StoppedCpu":
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # a machine that dies of it takes the stub with it
            super().__exit__()

    def send(self, words: str) -> None:
        """One packet, whose answer is not waited for."""
        self.socket.sendall(f"${words}#{sum(words.encode()) & 0xff:02x}".encode())

    def why_it_stopped(self) -> str:
        """The next packet that says so: T05thread:02; and more."""
        while True:
            while b"#" not in self.buffer or len(self.buffer) < self.buffer.index(b"#") + 3:
                data = self.socket.recv(4096)
                if not data:
                    raise OSError("the stub went away")
                self.buffer += data
            end = self.buffer.index(b"#")
            packet = self.buffer[self.buffer.index(b"$") + 1:end].decode() if b"$" in self.buffer[:end] else ""
            self.buffer = self.buffer[end + 3:]
            self.socket.sendall(b"+")
            if packet.startswith("T"):
                return packet

    def run_to(self, address: int) -> str:
        """Lets the machine run until a CPU comes there; which, in the stub's words."""
        assert self.ask(f"Z1,{address:x},1") == "OK"
        self.send("vCont;c")
        why = self.why_it_stopped()
        assert self.ask(f"z1,{address:x},1") == "OK"
        return why.partition("thread:")[2].partition(";")[0]

    def others(self, thread: str) -> list[str]:
        """All CPUs but one."""
        found = self.ask("qfThreadInfo")[1:].split(",")
        return [one for one in found if int(one.rpartition(".")[2], 16) != int(thread.rpartition(".")[2], 16)]

    def go_on_without(self, thread: str, seconds: float) -> None:
        """All other CPUs run for this long; then all stand still."""
        self.send("vCont" + "".join(f";c:{one}" for one in self.others(thread)))
        time.sleep(seconds)
        self.socket.sendall(b"\x03")
        self.why_it_stopped()
