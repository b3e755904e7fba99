"""Runs Debian's kernel in the QEMU that our own runs use, and stamps each line of its serial port as it comes."""

import contextlib
import os
import selectors
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handoff.judge.log import clean
from handoff.run.options import Options
from handoff.run.platforms.qemu_multi import ACCELERATOR
from handoff.run.qemu.machine import DEFAULT_CPU

# As Debian's installer leaves it, but for: the siblings, our own log's port, and MARK lines that are not rate-limited.
WORDS = "console=ttyS0 nosmt printk.devkmsg=on panic=-1"
Line = tuple[float, str]


@dataclass(frozen=True)
class Guest:
    """What is started: a kernel, an initramfs, and what it is told."""

    kernel: Path
    initramfs: Path
    words: str
    disk: Path | None = None
    device: str = "nvme,serial=linux"


def command(options: Options, guest: Guest) -> list[str]:
    """QEMU's command line, as run/qemu/machine.py has it for our own kernel."""
    sockets, cores, threads = options.topology()
    disk = ["-drive", f"id=disk,if=none,format=raw,file={guest.disk}", "-device", f"{guest.device},drive=disk"]
    return [
        options["QEMU"], "-no-user-config", "-nodefaults", "-no-reboot", "-display", "none",
        "-machine", "q35", "-accel", ACCELERATOR, "-cpu", options["CPU"] or DEFAULT_CPU,
        "-smp", f"{options.cpus()},sockets={sockets},cores={cores},threads={threads}", "-m", options["MEM"],
        "-serial", "stdio", "-kernel", str(guest.kernel), "-initrd", str(guest.initramfs),
        "-append", f"{WORDS} {guest.words}", *(disk if guest.disk else []),
    ]


@contextlib.contextmanager
def started(arguments: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is gone afterwards, whatever happens."""
    with subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT) as process:
        try:
            yield process
        finally:
            process.kill()


def boot(options: Options, guest: Guest, seconds: float) -> tuple[list[Line], bool]:
    """The lines of one boot, each with the seconds since QEMU was started; and whether QEMU ended by itself in time.

    The last line is empty and says when QEMU was gone.
    """
    lines: list[Line] = []
    rest = b""
    begin = time.monotonic()
    with started(command(options, guest)) as process, selectors.DefaultSelector() as selector:
        assert process.stdout is not None
        selector.register(process.stdout, selectors.EVENT_READ)
        while selector.select(max(0.0, begin + seconds - time.monotonic())):
            data = os.read(process.stdout.fileno(), 65536)
            now = time.monotonic() - begin
            if not data:
                process.wait()
                return lines + [(time.monotonic() - begin, "")], True
            *whole, rest = (rest + data).split(b"\n")
            lines += [(now, clean(line.decode(errors="replace"))) for line in whole]
    return lines, False
