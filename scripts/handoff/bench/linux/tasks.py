"""Debian's kernel and ours through the same story on the same machine, as often as asked for."""

import itertools
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from handoff.bench.linux import guest
from handoff.bench.linux.cell import Guest, Line, boot
from handoff.bench.spread import Figures
from handoff.bench.stopwatch import linux_figures, our_figures, stamping
from handoff.linux import debian
from handoff.run.cell import run_cell
from handoff.run.options import Options

# QEMU's devices by the name that Linux gives its disk.
DEVICES = {"nvme0n1": "nvme,serial=linux", "vda": "virtio-blk-pci"}
DISK_BYTES = 4 << 30  # sparse


@dataclass(frozen=True)
class Machine:
    """What both kernels run on, and how siblings are soft-offlined where Linux does it so."""

    name: str
    cpu: str
    offline: str
    smp: str = "1x4x2"
    once: bool = False

    def options(self, given: dict[str, str]) -> dict[str, str]:
        """Variables of our own runs."""
        return {"MEM": "1G", "SMP": self.smp, "CPU": self.cpu, "OFFLINE": self.offline, **given}


INTEL = "max,vendor=GenuineIntel"
MACHINES = (Machine("monitor", INTEL, "mwait"), Machine("no-monitor", f"{INTEL},-monitor", "hlt"),
            Machine("amd", "EPYC,+topoext", "hlt"),  # Linux never parks AMD's siblings in MWAIT
            # Without MONITOR: 32 siblings that spin in TCG's MWAIT leave a host nothing to boot Linux with.
            Machine("64-cpus", f"{INTEL},-monitor", "hlt", "1x32x2", once=True))

WITNESSES = (16, 85)  # MiB: the kernel's default, and about what Linux' smallest image is


class Linux:
    """Debian's kernel with its initramfs and a disk."""

    def __init__(self, options: Options, disk: str, fill: int, words: str) -> None:
        self.options, self.disk, self.fill, self.words = options, disk, fill, words
        self.tree = debian.unpacked()
        self.seconds = 120 + 6 * options.cpus() + fill

    def boot(self, story: str, image: Path | None) -> list[Line]:
        """One start of QEMU, which has to end by itself."""
        device = self.disk if image else ""
        machine = Guest(debian.kernel_image(self.tree), guest.initramfs(self.tree, story, device),
                        f"story={story} fill={self.fill} disk={device} {self.words}", image, DEVICES[self.disk])
        lines, ended = boot(self.options, machine, self.seconds)
        log = debian.HOME / f"serial-{story}.log"
        log.write_text("".join(f"{t:9.3f} {line}\n" for t, line in lines))
        bad = next((line for _, line in lines if "MARK failed" in line or "MARK damaged" in line), None)
        if bad or not ended:
            raise RuntimeError(f"Linux' {story}: {bad or 'no end in time'}; its log is {log}")
        return lines

    def hibernate(self) -> Figures:
        """To the disk, and back in a second start."""
        image = debian.HOME / "swap.img"
        try:
            with open(image, "wb") as file:
                os.truncate(file.fileno(), DISK_BYTES)
            boots = [self.boot("hibernate", image), self.boot("hibernate", image)]
        finally:
            image.unlink(missing_ok=True)
        figures = linux_figures(boots)
        if "resume" not in figures or "hibernate" not in figures:
            raise RuntimeError(f"Linux did not come back; see {debian.HOME}/serial-hibernate.log")
        return figures

    def kexec(self) -> Figures:
        """Into the same kernel."""
        return linux_figures([self.boot("kexec", None)])


def ours(options: Options) -> Figures:
    """Our story with the host's stamps; a run that did not recover says nothing."""
    lines: list[Line] = []
    verdict = run_cell(options, show=stamping(lines, time.monotonic))
    if verdict.word != "recovered":
        raise RuntimeError(f"{verdict}\n# repeat: {options.command()}")
    return our_figures(lines)


def tasks(machine: Machine, given: dict[str, str], disk: str, fill: int,
          words: str) -> Iterator[tuple[str, Callable[[], Figures]]]:
    """What is measured on one machine, by name."""
    linux = Linux(Options(machine.options(given)), disk, fill, words)
    yield "linux hibernate", linux.hibernate
    yield "linux kexec", linux.kexec
    for store, witness in itertools.product(Options(given).kernel().values("store"), WITNESSES):
        words = {"STORE": store, "WITNESS": f"{witness + fill}M"}
        options = Options({**machine.options(given), **words})
        yield f"{store} {witness}M", lambda options=options: ours(options)
