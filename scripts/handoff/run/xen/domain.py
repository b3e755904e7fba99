"""One run in a guest of Xen's: its configuration, its start, its end."""

import functools
import re
import shutil
import subprocess
import time
from pathlib import Path

from handoff.judge.judge import End, Facts
from handoff.roots import RootError
from handoff.run import iso
from handoff.run.disk import Disk
from handoff.run.errors import NoMachine
from handoff.run.follower import Follower
from handoff.run.options import Options
from handoff.run.places import PATIENCE, Place
from handoff.run.xen import packages
from handoff.run.xen.console import Console
from handoff.run.xen.outer import OUTERS, SHARE, Outer

PROGRAM = ("QEMU", "qemu-system-x86_64")  # Xen runs in it
TURN = 0.05  # seconds for another run that waits to begin, or the same thread would be first again and again
LINGER = 0.5  # seconds after the RESULT line in which a machine may still die of what it did
# Nothing is started anew by itself: one end is one end.
COMMON = """\
name = "handoff"
memory = {megabytes}
vcpus = {cpus}
on_poweroff = "destroy"
on_reboot = "destroy"
on_crash = "destroy"
"""
PVH = COMMON + """\
type = "pvh"
kernel = "{share}/handoff.elf"
cmdline = "{words}"
"""
# Without a display, a keyboard or USB: each is one more device that QEMU, itself in an emulated machine, has to serve.
# Without hdtype = "ahci": GRUB's first read by SeaBIOS fails then ("Read Error", and it stops), 4 of 4; IDE reads all.
HVM = COMMON + """\
type = "hvm"
disk = [ "format=raw,vdev=hda,access=rw,backendtype=qdisk,target={share}/boot.iso" ]
boot = "c"
vga = "none"
vnc = 0
usb = 0
"""
# Of xl's "Domain 1 has shut down, reason code 1" (xen/include/public/sched.h, SHUTDOWN_*)
REASONS = {"0": End.POWEROFF, "1": End.RESET, "3": End.DOMAIN_CRASH}


def version(words: tuple[str, ...]) -> str:
    """Of the Xen that is run; what runs it (`words`) is another matter."""
    return packages.version(packages.parts().xen)


def unusable(options: Options) -> str | None:
    """Why there is no Xen for this run; starts it, so that a run is not charged with that."""
    if options["STORE"] == "nvme":
        return "xen-has-no-nvme"
    if why := OUTERS.why_not(options["QEMU"]):
        raise NoMachine(why)
    return None


def megabytes(memory: str) -> int:
    """512M, 2G or a plain number of megabytes."""
    return int(memory.rstrip("MG")) * (1024 if memory.endswith("G") else 1)


@functools.cache
def stripped(elf: Path, changed: int) -> Path:
    """The kernel without its symbols, which a disk of Xen's would take seconds to read."""
    target = elf.with_suffix(".stripped")
    subprocess.run(["strip", "-o", str(target), str(elf)], check=True)
    return target


class Domain:
    """A running guest.  Use it in a `with` statement: nothing is left running afterwards."""

    def __init__(self, kind: str, options: Options, directory: Path, disk: Disk, exit_port: bool) -> None:
        self.kind, self.options, self.directory = kind, options, directory
        self.place: Place[str, Outer] | None = None
        self.outer: Outer | None = None
        self.console = Console()
        self.trouble: list[str] = []
        self.result_at = 0.0
        self.gone = False

    def __enter__(self) -> "Domain":
        self.place = OUTERS.take()
        if self.place is None:
            self.trouble.append(f"Xen was busy for {PATIENCE:.0f} s")
            return self
        try:
            self.outer = self.place.get(self.options["QEMU"])
            self.start(self.outer)
        except (NoMachine, RootError, OSError) as error:
            self.trouble.append(str(error))
        return self

    def start(self, outer: Outer) -> None:
        """Has xl make the guest; xl stays, and says how the guest ended."""
        text = PVH if self.kind == "pvh" else HVM
        words = " ".join(self.options.words())
        config = text.format(megabytes=megabytes(self.options["MEM"]), cpus=self.options.cpus(), share=SHARE,
                             words=words)
        (outer.share / "domain.cfg").write_text(config)
        (self.directory / "cmdline").write_text(f"xl create -F domain.cfg\n\n{config}")
        elf = self.options.elf()
        small = stripped(elf, elf.stat().st_mtime_ns)
        if self.kind == "pvh":
            shutil.copyfile(small, outer.share / "handoff.elf")
        else:
            shutil.copyfile(iso.for_run(small, words), outer.share / "boot.iso")
        self.follower = Follower(outer.console)
        self.follower.lines()  # what was said before is not this guest's
        outer.lines()
        outer.do(f"( xl create -F {SHARE}/domain.cfg >{SHARE}/xl.log 2>&1; echo ended ) &")

    def __exit__(self, *_: object) -> None:
        if self.place is None:
            return
        try:
            if self.outer is not None and self.outer.alive() and not self.gone:
                if "ended" not in self.outer.do("xl destroy handoff >/dev/null 2>&1"):
                    self.outer.wait_for("ended", 30)
        except NoMachine as error:
            self.trouble.append(str(error))  # and the next run has a new outer machine
        finally:
            OUTERS.give_back(self.place)
            time.sleep(TURN)

    def ended(self) -> bool:
        """Is the guest gone, or has it nothing more to say?  Passes its log on."""
        if self.outer is None or self.trouble:
            return True
        self.gone = self.gone or "ended" in self.outer.lines()
        over = self.gone or not self.outer.alive()
        with open(self.directory / "serial.log", "a", encoding="utf-8") as log:
            for line in self.follower.lines(final=over):
                if (text := self.console.take(line)) is not None:
                    log.write(text + "\n")
                    if text.startswith("# RESULT") and not self.result_at:
                        self.result_at = time.monotonic()
            if over and (text := self.console.rest()):
                log.write(text)
        return over or bool(self.result_at) and time.monotonic() > self.result_at + LINGER

    def complaints(self) -> list[str]:
        """What Xen and xl had to say."""
        return [*self.trouble, *self.console.said, *(line for line in self.xl() if re.search("error|shut down", line))]

    def xl(self) -> list[str]:
        """What xl has said of this guest."""
        log = self.outer.share / "xl.log" if self.outer else Path()
        return log.read_text(errors="replace").splitlines() if log.is_file() else []

    def broadcast_machine_check(self) -> list[str]:
        """Nobody outside of a guest can."""
        return ["xl has no machine check to give"]

    def registers(self) -> dict[int, dict[str, str]]:
        """Not asked for."""
        return {}

    def facts(self) -> Facts:
        """How the guest ended."""
        if self.outer is None:
            return Facts(End.NOT_STARTED)
        if self.trouble or not self.outer.alive():
            return Facts(End.DIED)
        if self.console.triple_fault():
            return Facts(End.TRIPLE_FAULT)
        if self.result_at:
            return Facts(End.STOPPED)  # all its CPUs halt, which Xen may take for power off
        found = re.search(r"has shut down, reason code (\d+)", "\n".join(self.xl()))
        return Facts(REASONS.get(found[1], End.DOMAIN_CRASH) if found else End.NOT_STARTED)
