"""One CPU of a running QEMU that its host does not let run, while all others do: its thread, stopped by ptrace(2)."""

import ctypes
import os
import threading
from pathlib import Path

PTRACE_CONT, PTRACE_DETACH, PTRACE_SEIZE, PTRACE_INTERRUPT = 7, 17, 0x4206, 0x4207
WALL = 0x40000000
FUTEX = "202"  # what a thread waits in that holds none of QEMU's locks, by /proc/PID/task/TID/syscall
TRIES, PAUSE = 1000, 0.01  # seconds
THREAD_NAMES = "-name handoff,debug-threads=on"  # for QEMU_ARGS: how thread_of() knows them

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def thread_of(cpu: int) -> Path:
    """The directory in /proc of the thread of this CPU, of the QEMU that this process has started."""
    for names in Path("/proc").glob("[0-9]*/task/[0-9]*/comm"):
        try:
            parent = (names.parents[2] / "stat").read_text().rpartition(")")[2].split()[1]
            if names.read_text().startswith(f"CPU {cpu}/") and int(parent) == os.getpid():
                return names.parent
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
    raise LookupError(f"no thread of CPU {cpu}")


def ptrace(request: int, thread: int) -> None:
    """One request; an OSError says why not."""
    if libc.ptrace(request, thread, None, None) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


class HeldCpu:
    """A CPU that hold() stops until release(), or until its QEMU ends.  Use it in a `with` statement.

    ptrace(2) binds a thread to a thread, and a stopped one that is killed stays until that one buries it; until then
    nobody can bury its process, and who waits for the process waits for ever.  So a thread of our own does it all.
    """

    def __init__(self, cpu: int) -> None:
        self.cpu = cpu
        self.held, self.free = threading.Event(), threading.Event()
        self.failure: Exception | None = None
        self.holder = threading.Thread(target=self.run, daemon=True)

    def __enter__(self) -> "HeldCpu":
        return self

    def __exit__(self, *_: object) -> None:
        if self.holder.ident is not None:
            self.release()
            self.holder.join(10)

    def hold(self) -> None:
        """Stops it while it sleeps."""
        self.holder.start()
        self.held.wait(2 * TRIES * PAUSE)
        if self.failure is not None:
            raise self.failure
        assert self.held.is_set(), f"CPU {self.cpu} could not be held"

    def release(self) -> None:
        """Lets it go on as if nothing had been."""
        self.free.set()

    def run(self) -> None:
        """The holder: one thread from the first request to the last."""
        try:
            where = thread_of(self.cpu)
            thread = int(where.name)
            ptrace(PTRACE_SEIZE, thread)
            self.stop_asleep(where, thread)
            self.held.set()
            # WNOHANG: a thread that is killed while it is stopped ends, and this buries it.
            while not self.free.wait(PAUSE):
                if os.waitpid(thread, WALL | os.WNOHANG)[0] == thread:
                    return
            ptrace(PTRACE_DETACH, thread)
        except ProcessLookupError:  # killed at the very end: still to be buried
            os.waitpid(thread, WALL)
        except (OSError, LookupError, TimeoutError) as error:
            self.failure = error
            self.held.set()

    def stop_asleep(self, where: Path, thread: int) -> None:
        """Stops it where it waits: stopped anywhere else it might hold a lock that all of QEMU needs."""
        for _ in range(TRIES):
            ptrace(PTRACE_INTERRUPT, thread)
            os.waitpid(thread, WALL)
            if (where / "syscall").read_text().split()[0] == FUTEX:
                return
            ptrace(PTRACE_CONT, thread)
            self.free.wait(PAUSE)
        raise TimeoutError(f"CPU {self.cpu} never sleeps")
