"""One run of Bochs: its configuration, its start, its end.  The second referee: it has real MONITOR/MWAIT and x2APIC.

Bochs has no control socket, so nothing can be asked or provoked from outside, and no exit port: the kernel writes
`Shutdown` to port 0x8900.  How it ended is in its own log.
"""

import os
import re
import shlex
import signal
import subprocess
from pathlib import Path

from handoff.judge.judge import End, Facts
from handoff.run import iso
from handoff.run.archive import Program
from handoff.run.disk import Disk
from handoff.run.linux import console, story
from handoff.run.options import Options
from handoff.run.platform import Platform
from handoff.run.versions import ask, version_of

SHARE = "usr/share/bochs"
# A triple fault is a panic in Bochs 2.  Bochs 3 leaves the CPU in shutdown, and INIT takes it from there (SDM vol. 3,
# Interrupt 8, Double Fault): the CPU alone does so, but a PC's chipset resets the machine.  So Bochs 3 is told to.
PANIC = re.compile(r"^(\d+)\w\[(.*?) *\] (?:>>PANIC<< (.*)|(exception\(\): 3rd .*))", re.MULTILINE)
DOING = re.compile(r"^(\d+)i\[(CPU\d+) *\] CPU is in [\w ]+ mode \((.*)\)$", re.MULTILINE)
SHUTDOWN = "Shutdown port: shutdown requested"
TRIPLE_FAULT = "3rd ("  # exception(): 3rd (13) exception with no resolution, shutdown status is 00h, ...

# Bochs counts one TSC tick an instruction, so instructions a second decide how long a second of waiting (firmware,
# GRUB) takes; with 50 million a run takes twice as long.
CONFIGURATION = """\
display_library: term
vga: extension=none
config_interface: textconfig
memory: guest={megabytes}, host={megabytes}
romimage: file={share}/BIOS-bochs-latest
vgaromimage: file={share}/VGABIOS-lgpl-latest
cpu: count={sockets}:{cores}:{threads}, ips=10000000, reset_on_triple_fault={resets}, ignore_bad_msrs=1{model}
{cpuid}ata0-master: type=cdrom, path=boot.iso, status=inserted
boot: cdrom
port_e9_hack: enabled=1
com1: enabled=1, mode=file, dev=serial.log
{com2}sound: driver=dummy
speaker: enabled=0
clock: sync=none, time0=1
log: bochs.log
panic: action=fatal
error: action=report
info: action=report
debug: action=ignore
"""
# No VBE: GRUB gives the kernel a framebuffer where it can, and the terminal that Bochs draws on shows text only.
# CPUID of Bochs 2's own model; a named one (CPU=) brings its own.  Bochs 3 knows named ones only; which it takes by
# itself depends on how it was built (bx_default_cpuid_model()).
CPUID = "cpuid: level=6, mwait=1, apic=x2apic, x86_64=1\n"
COM2 = f"com2: enabled=1, mode=file, dev={console.NAME}\n"  # of a Linux that is kernel A
# Linux as kernel A: AMD's CPUs it does not put to sleep in MWAIT (arch/x86/kernel/smpboot.c, mwait_play_dead()).
INTEL = 'cpuid: vendor_string="GenuineIntel"\n'
# And its idle CPUs are not to use it: each MONITOR makes all CPUs forget a translation, whereby Bochs 2.7 disarms those
# that are in MWAIT without waking them (TLB_invlpg() in cpu/paging.cc; mended by commit b8f38eb8d3a9).
IDLE = "idle=halt"
MODEL_OF_BOCHS_3 = "corei7_skylake_x"


def unusable(options: Options) -> str | None:
    """Why Bochs cannot be used for this, in one word; None if it can."""
    return "bochs-has-no-nvme" if options["STORE"] == "nvme" else None


def version(words: tuple[str, ...]) -> str:
    """Of the Bochs that these words start; it never ends by itself."""
    return ask((*words, "-n", "-q", "display_library: none"), r"Bochs x86 Emulator (\S+)")


def seconds(options: Options) -> float:
    """Time to the kernel is 6 s with 4 CPUs, 24 s with 14."""
    linux = 900 if options.from_linux() else 0
    return 120 + linux + 20 * options.cycles() + 10 * options.cpus()


def megabytes(memory: str) -> int:
    """512M, 2G or a plain number of megabytes."""
    return int(memory.rstrip("MG")) * (1024 if memory.endswith("G") else 1)


def is_bochs_3(options: Options) -> bool:
    """Or later."""
    major = version_of(options).split(".", maxsplit=1)[0]
    return major.isdigit() and int(major) >= 3


def share(program: Program) -> Path:
    """Where its BIOS is."""
    own = os.environ.get("BXSHARE") if program.root == Path("/") else None
    return Path(own) if own else program.root / SHARE


def configuration(options: Options) -> str:
    """The bochsrc of this run.  Bochs runs in the run's directory, as its paths may hold neither commas nor quotes."""
    sockets, cores, threads = options.topology()
    named = options["CPU"] or (MODEL_OF_BOCHS_3 if is_bochs_3(options) else "")
    return CONFIGURATION.format(
        share=share(options.program()), megabytes=megabytes(options["MEM"]),
        sockets=sockets, cores=cores, threads=threads, resets=int(is_bochs_3(options)),
        model=f", model={named}" if named else "", com2=COM2 if options.from_linux() else "",
        cpuid="" if named else CPUID + (INTEL if options.from_linux() else ""))


def disc(options: Options, directory: Path) -> Path:
    """What it boots from: this kernel, or the Linux that is kernel A."""
    if not options.from_linux():
        return iso.for_run(options.elf(), " ".join(options.words()))
    linux = story.boot(options, directory)
    return iso.for_linux(linux.kernel, linux.initramfs, f"{linux.words} {IDLE}")


class Bochs:
    """A running Bochs.  Use it in a `with` statement: nothing is left running afterwards."""

    def __init__(self, options: Options, directory: Path, disk: Disk, exit_port: bool) -> None:
        self.options, self.directory = options, directory
        self.process: subprocess.Popen[bytes] | None = None
        self.terminal = -1
        self.bytes_read = 0  # of its log, which is asked often
        self.found: list[str] = []

    def __enter__(self) -> "Bochs":
        (self.directory / "bochs.log").unlink(missing_ok=True)
        image = self.directory / "boot.iso"
        image.unlink(missing_ok=True)
        image.symlink_to(disc(self.options, self.directory))
        (self.directory / "bochsrc").write_text(configuration(self.options))
        (self.directory / "debugger").write_text("continue\nquit\n")  # Debian builds the debugger in; it asks first
        arguments = [*self.options.program().words, "-q", "-f", "bochsrc", "-rc", "debugger"]
        (self.directory / "cmdline").write_text(shlex.join(arguments) + "\n")
        # Its headless display needs a terminal to write to, read or not.  What it reads from must be at its end,
        # which is always ready: in Debian's builds a CPU that goes to sleep makes Bochs wait for a key, 1 ms long
        # (bx_term_gui_c::sim_is_idle()).
        # In Bochs 3 each MONITOR wakes every CPU in MWAIT (TLB_invlpg()), so two sleepers do nothing else, and time
        # stood still.
        self.terminal, theirs = os.openpty()
        os.set_blocking(self.terminal, False)
        with open(self.directory / "stderr.log", "wb") as stderr:
            try:
                self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=theirs, stderr=stderr,
                                                start_new_session=True, cwd=self.directory,
                                                env=os.environ | {"TERM": "vt100"})
            except OSError as error:
                stderr.write(f"{error}\n".encode())
        os.close(theirs)
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        os.close(self.terminal)

    def ended(self) -> bool:
        """Has Bochs gone, or reset the machine?  Empties its screen too, which would fill up and stop it."""
        try:
            for _ in range(64):  # more than it holds; a Bochs that writes without end does not keep us here
                if not os.read(self.terminal, 65536):
                    break
        except OSError:
            pass
        if any(TRIPLE_FAULT in panic for panic in self.panics()):
            self.kill()  # or it would boot again
        return self.process is None or self.process.poll() is not None

    def kill(self) -> None:
        """Ends it if it has not ended: at once, as SIGTERM ends in its debugger."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def panics(self) -> list[str]:
        """What Bochs ended for, in its own words, by its clock, which is the guest's TSC."""
        log = self.directory / "bochs.log"
        if log.exists() and log.stat().st_size != self.bytes_read:
            self.bytes_read = log.stat().st_size
            self.found = [f"t={int(t)} {who} {panic or fault}"
                          for t, who, panic, fault in PANIC.findall(log.read_text(errors="replace"))]
        return self.found

    def complaints(self) -> list[str]:
        """What Bochs itself had to say, its ordinary end apart."""
        if self.facts().end is End.NOT_STARTED:
            return (self.directory / "stderr.log").read_text(errors="replace").splitlines() + self.panics()
        return [panic for panic in self.panics() if SHUTDOWN not in panic] + self.at_the_end()

    def at_the_end(self) -> list[str]:
        """What each CPU was doing when Bochs gave up: who still slept in MWAIT, and who had been woken."""
        log = self.directory / "bochs.log"
        found = DOING.findall(log.read_text(errors="replace")) if log.exists() else []
        end = max((t for t, _, _ in found), default="")
        return [f"t={int(t)} {cpu} is {doing.replace(' ', '-')}" for cpu, (t, doing) in sorted(
            {cpu: (t, doing) for t, cpu, doing in found if t == end}.items())]

    def broadcast_machine_check(self) -> list[str]:
        """Bochs raises no machine checks; the kernel knows and skips instead of asking."""
        return []

    def registers(self) -> dict[int, dict[str, str]]:
        """Nobody can look into a running Bochs."""
        return {}

    def facts(self) -> Facts:
        """How a Bochs that has ended did end."""
        panics = self.panics()
        if self.process is None or not (self.directory / "serial.log").exists():
            return Facts(End.NOT_STARTED)
        if any(TRIPLE_FAULT in panic for panic in panics):
            return Facts(End.TRIPLE_FAULT)
        if len(panics) == 1 and SHUTDOWN in panics[0]:
            return Facts(End.STOPPED)
        return Facts(End.DIED)


PLATFORM = Platform(
    name="bochs", emulator="bochs", program=("BOCHS", "bochs"), machine=Bochs, version=version, unusable=unusable,
    defaults={"BOOT": "iso", "MEM": "256M"}, boots=("iso",), most_cpus=14,  # Bochs 2.7 panics with 16
    cannot=("DEBUG", "QEMU_ARGS", "SCREEN", "RESETS"), seconds=seconds, probing={"SMP": "1x2x2"},
    by_default=True,
)
