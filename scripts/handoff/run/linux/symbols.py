"""Which function of Linux an address lies in.

Linux runs at another address each time (KASLR) and its package has no map.  So it is booted once for each kernel and
prints its own; distances from `_stext` stay, and each run says where that is.
"""

import bisect
import hashlib
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from handoff.linux.debian import HOME
from handoff.run.linux import initramfs

SECONDS = 300  # for a boot on a busy machine
LEAST = 5_000  # a kernel has more functions, a small one too
SYMBOL = re.compile(r"^([0-9a-f]{16}) [tTwW] (\S+)\s*$", re.MULTILINE)
CONSOLE = "console=ttyS0 panic=-1 printk.devkmsg=on no_timer_check"


class NoSymbols(RuntimeError):
    """A Linux that does not say where its functions are, and why."""


@dataclass(frozen=True)
class Symbols:
    """The functions of one kernel, by their distance from `_stext`."""

    distances: list[int]
    names: list[str]

    def name(self, distance: int) -> str:
        """function+0xoffset; `?` outside of the kernel."""
        at = bisect.bisect_right(self.distances, distance) - 1
        if distance < 0 or at < 0 or distance > self.distances[-1]:
            return "?"
        return f"{self.names[at]}+{distance - self.distances[at]:#x}"


def parse(text: str) -> Symbols:
    """From lines of /proc/kallsyms."""
    found = [(int(address, 16), name) for address, name in SYMBOL.findall(text)]
    start = next((address for address, name in found if name == "_stext"), None)
    if start is None or len(found) < LEAST:
        raise NoSymbols(f"it named {len(found)} of its functions, and that is not all")
    rest = sorted((address - start, name) for address, name in found if address >= start)
    return Symbols([distance for distance, _ in rest], [name for _, name in rest])


def printed_by(qemu: str, kernel: Path, archive: Path, console: Path) -> str:
    """What a Linux says that is booted for its symbols; its console is kept."""
    command = [qemu, "-no-user-config", "-nodefaults", "-no-reboot", "-display", "none", "-machine", "q35",
               "-accel", "tcg", "-cpu", "max", "-m", "512M", "-serial", f"file:{console}", "-kernel", str(kernel),
               "-initrd", str(archive), "-append", f"{CONSOLE} nokaslr quiet story={initramfs.SYMBOLS}"]
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)
    except OSError as error:
        raise NoSymbols(str(error)) from error
    except subprocess.TimeoutExpired:
        raise NoSymbols(f"it did not within {SECONDS} s") from None
    return console.read_text(errors="replace").replace("\r", "")


def of(qemu: str, kernel: Path, tree: Path, directory: Path) -> Symbols:
    """Of this kernel; it is booted for them the first time, and its console stays in the run's directory."""
    kept = HOME / f"symbols-{hashlib.sha256(kernel.read_bytes()).hexdigest()[:16]}.txt"
    if not kept.exists():
        print(f"# {kernel.name} is booted once, to name its functions", flush=True)
        with tempfile.TemporaryDirectory(dir=HOME) as temporary:
            archive = initramfs.write(Path(temporary) / "initramfs.cpio", tree, initramfs.SYMBOLS, kernel, [])
            text = printed_by(qemu, kernel, archive, directory / "linux-symbols.log")
            parse(text)
            (Path(temporary) / "text").write_text(text)
            (Path(temporary) / "text").rename(kept)
    return parse(kept.read_text())
