"""One run of QEMU: its command line, its start, its end."""

import re
import shlex
import subprocess
from pathlib import Path

from handoff.judge.judge import End, Facts
from handoff.run import iso
from handoff.run.disk import Disk
from handoff.run.linux import as_b, console
from handoff.run.linux import story as linux_story
from handoff.run.options import Options
from handoff.run.qemu import firmware
from handoff.run.qemu.qmp import Qmp
from handoff.run.versions import ask

PROGRAM = ("QEMU", "qemu-system-x86_64")
# QEMU's `max` is an AMD without topoext, which has no SMT siblings; as an Intel it has them.  Its family depends on the
# version (15 in 7.2, 6 with model 6 in 5.2 and in 10), and decides over `mce -b`: QEMU broadcasts machine checks from
# family 6, model 14 on (target/i386/helper.c, cpu_x86_support_mca_broadcast()).  So it is given: that of 7.2.
DEFAULT_CPU = "max,vendor=GenuineIntel,family=15,model=107,stepping=1"


def version(words: tuple[str, ...]) -> str:
    """Of the QEMU that these words start."""
    return ask((*words, "--version"), r"version (\S+)")


def escaped(path: Path) -> str:
    """A path among options that commas part."""
    return str(path).replace(",", ",,")


def boot_arguments(options: Options, directory: Path) -> list[str]:
    """How the kernel gets into the machine."""
    if options.from_linux():
        return linux_story.arguments(options, directory, escaped)
    words = " ".join(options.words())
    module = as_b.module(directory) if options.to_linux() else None
    second_port = console.arguments(directory, escaped) if options.to_linux() else []
    if options["BOOT"] == "kernel":
        brought = ["-initrd", str(module)] if module else []
        return ["-kernel", str(options.elf()), "-append", words, *brought, *second_port]
    image = iso.for_run(options.elf(), words, module)
    disc = ["-drive", f"if=ide,media=cdrom,format=raw,readonly=on,file={escaped(image)}"]
    return disc + (firmware.arguments(directory) if options["BOOT"] == "uefi" else []) + second_port


def hardware(accelerator: str, options: Options) -> list[str]:
    """What the machine is made of; an -smp of QEMU_ARGS replaces ours."""
    sockets, cores, threads = options.topology()
    smp = ["-smp", f"{options.cpus()},sockets={sockets},cores={cores},threads={threads}"]
    return ["-machine", "q35", "-accel", accelerator, "-cpu", options["CPU"] or DEFAULT_CPU,
            *([] if "-smp" in shlex.split(options["QEMU_ARGS"]) else smp), "-m", options["MEM"]]


def command(accelerator: str, options: Options, directory: Path, disk: Disk, qmp: str, exit_port: bool) -> list[str]:
    """The whole command line; `qmp` is where the control socket is; QEMU_ARGS come last, so that they win."""
    extra = shlex.split(options["QEMU_ARGS"])
    return [
        *options.program().words, "-no-user-config", "-nodefaults", "-display", "none", "-S",
        *(["-no-reboot"] if options["RESETS"] != "1" else []), *hardware(accelerator, options),
        "-chardev", qmp, "-qmp", "chardev:qmp",
        "-chardev", f"file,id=com1,path={escaped(directory / 'serial.log')},append=on", "-serial", "chardev:com1",
        "-d", "cpu_reset", "-D", str(directory / "qemu.log"),
        *(["-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"] if exit_port else []),
        *(["-gdb", f"tcp:127.0.0.1:{options['GDB_PORT']}"] if options["DEBUG"] == "1" else []),
        *(["-device", "VGA"] if options["SCREEN"] == "1" else []),
        *boot_arguments(options, directory), *disk.arguments(), *extra,
    ]


class Qemu:
    """A running QEMU.  Use it in a `with` statement: nothing is left running afterwards."""

    def __init__(self, accelerator: str, options: Options, directory: Path, disk: Disk, exit_port: bool) -> None:
        self.accelerator = accelerator
        self.directory = directory
        self.disk = disk
        self.options = options
        self.exit_port = exit_port
        self.qmp = Qmp()
        self.process: subprocess.Popen[bytes] | None = None
        self.started = False

    def __enter__(self) -> "Qemu":
        fd = self.qmp.theirs.fileno()
        arguments = command(self.accelerator, self.options, self.directory, self.disk, f"socket,id=qmp,fd={fd}",
                            self.exit_port)
        (self.directory / "cmdline").write_text(shlex.join(arguments) + "\n")
        with open(self.directory / "stderr.log", "wb") as stderr:
            try:
                self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=stderr, stderr=stderr,
                                                pass_fds=[fd])
            except OSError as error:
                stderr.write(f"{error}\n".encode())
                return self
        self.started = self.qmp.connect(self.options.timeout())
        if self.started and self.options["DEBUG"] != "1":
            self.qmp.execute("cont")  # -S kept the guest from ending before this conversation had begun
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.qmp.close()
        (self.directory / "ovmf-vars.fd").unlink(missing_ok=True)

    def ended(self) -> bool:
        """Has QEMU gone by itself?"""
        return self.process is None or self.process.poll() is not None

    def complaints(self) -> list[str]:
        """What QEMU itself had to say."""
        return (self.directory / "stderr.log").read_text(errors="replace").splitlines()

    def monitor(self, command: str) -> str:
        """What the human monitor answers; nothing if the machine ended instead."""
        try:
            return str(self.qmp.execute("human-monitor-command", **{"command-line": command}))
        except OSError:
            return ""

    def broadcast_machine_check(self) -> list[str]:
        """An uncorrected error in bank 1 of CPU 0, broadcast to all: valid, enabled, context not corrupt, RIP valid.

        QEMU delivers it as #MC where CR4.MCE and the banks are on, and resets the machine where they are not
        (target/i386/helper.c, cpu_x86_inject_mce).  Returns what QEMU says to it, one line for each CPU that refused.
        """
        status, mcg_status = 0xb000000000000000, 0x5  # VAL UC EN; RIPV MCIP
        said = self.monitor(f"mce -b 0 1 {status:#x} {mcg_status:#x} 0 0")
        said = re.sub(r"(?=CPU \d+: )", "\n", said)  # one sentence a CPU, without line ends
        return [line.strip() for line in said.split("\n") if line.strip()]

    def registers(self) -> dict[int, dict[str, str]]:
        """Each CPU's registers by name, as the monitor shows them."""
        _, *parts = re.split(r"^CPU#(\d+)\n", self.monitor("info registers -a").replace("\r", ""), flags=re.MULTILINE)
        return {int(cpu): dict(re.findall(r"\b([A-Z][A-Z0-9]+) *=([0-9a-f]+)", text))
                for cpu, text in zip(parts[::2], parts[1::2], strict=True)}

    def facts(self) -> Facts:
        """How a QEMU that has ended did end."""
        if not self.started or self.process is None:
            return Facts(End.NOT_STARTED)
        self.qmp.drain()
        return self.facts_of(self.process.wait())

    def facts_of(self, status: int) -> Facts:
        """What this exit status says, beside the log and the control socket."""
        if self.exit_port and status > 0 and status % 2 == 1:
            return Facts(End.EXIT, code=status >> 1)  # isa-debug-exit makes 2n+1 of n
        if status != 0:
            return Facts(End.DIED)
        if self.triple_fault():
            return Facts(End.TRIPLE_FAULT)
        if self.qmp.shutdown_reason == "guest-reset":
            return Facts(End.RESET)
        return Facts(End.POWEROFF if self.qmp.shutdown_reason == "guest-shutdown" else End.DIED)

    def triple_fault(self) -> bool:
        """-no-reboot makes an end of a triple fault as of any reset; only the log tells them apart."""
        log = self.directory / "qemu.log"
        return log.exists() and b"Triple fault" in log.read_bytes()
