"""One CPU of a running QEMU that its host does not let run, while all others do: its thread, stopped by ptrace(2)."""

import ctypes
import os
from pathlib import Path

PTRACE_DETACH, PTRACE_SEIZE, PTRACE_INTERRUPT = 17, 0x4206, 0x4207
WALL = 0x40000000
THREAD_NAMES = "-name handoff,debug-threads=on"  # for QEMU_ARGS: how thread_of() knows them

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def thread_of(cpu: int) -> int:
    """The thread of this CPU, of the QEMU that this process has started."""
    for names in Path("/proc").glob("[0-9]*/task/[0-9]*/comm"):
        try:
            parent = (names.parents[2] / "stat").read_text().rpartition(")")[2].split()[1]
            if names.read_text().startswith(f"CPU {cpu}/") and int(parent) == os.getpid():
                return int(names.parent.name)
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
    raise LookupError(f"no thread of CPU {cpu}")


def ptrace(request: int, thread: int) -> None:
    """One request; an OSError says why not."""
    if libc.ptrace(request, thread, None, None) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


class HeldCpu:
    """hold() and release(), by the same thread of this process."""

    def __init__(self, cpu: int) -> None:
        self.cpu, self.thread = cpu, 0

    def hold(self) -> None:
        """Stops it, wherever it is."""
        self.thread = thread_of(self.cpu)
        ptrace(PTRACE_SEIZE, self.thread)
        ptrace(PTRACE_INTERRUPT, self.thread)
        os.waitpid(self.thread, WALL)

    def release(self) -> None:
        """Lets it go on as if nothing had been. If QEMU has ended, its last thread is buried, or nobody could bury
        QEMU."""
        if self.thread:
            try:
                ptrace(PTRACE_DETACH, self.thread)
            except ProcessLookupError:
                os.waitpid(self.thread, WALL | os.WNOHANG)
        self.thread = 0
