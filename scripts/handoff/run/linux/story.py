"""One run with Linux as kernel A: what QEMU boots, what is seen of Linux' CPUs, and what that adds to the verdict."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from handoff.judge import linux
from handoff.judge.judge import End, Facts
from handoff.judge.log import Log
from handoff.judge.verdict import Verdict
from handoff.linux import debian
from handoff.run.linux import initramfs, symbols
from handoff.run.options import Options

# On the second serial port: the first is our kernel's, and its log begins with our first line.
# Without no_timer_check a busy host makes it panic: it counts 4 ticks of the timer in the time of 10.
CONSOLE = "console=ttyS1 printk.devkmsg=on panic=-1 no_timer_check"


@dataclass
class LinuxStory:
    """The Linux of one run."""

    options: Options
    directory: Path
    kernel: Path
    symbols: symbols.Symbols
    methods: set[str] = field(default_factory=set)

    def console(self) -> str:
        """All that Linux has said so far."""
        log = self.directory / "linux.log"
        return log.read_text(errors="replace").replace("\r", "") if log.exists() else ""

    def look(self, cpu: int, registers: dict[str, str]) -> str:
        """One line about a CPU that Linux has parked."""
        text, rip = linux.text_address(self.console()), registers.get("RIP")
        name = "?" if text is None or rip is None else self.symbols.name(int(rip, 16) - text)
        self.methods.add(name.partition("+")[0])
        return f"linux cpu={cpu} in={name} rip={rip or '?'} hlt={registers.get('HLT', '?')}"

    def complete(self, verdict: Verdict, log: Log, facts: Facts) -> Verdict:
        """With which Linux it was, where it parked its CPUs, and why our kernel was silent if it was."""
        console = self.console()
        keys = verdict.keys | {"method": "+".join(sorted(self.methods)) or "?", "a": linux.version(console)}
        verdict = replace(verdict, keys=keys)
        if log.versions or log.results or facts.end in (End.NOT_STARTED, End.DIED):
            return verdict
        word, reason = linux.why_silent(console, facts)
        return replace(verdict, word=word, reason=reason)

    def hears(self, line: str) -> None:
        """Nothing of what our kernel says is news to it."""

    def remarks(self, log: Log) -> list[str]:
        """Of its console, for a run in which it went no further."""
        return [] if log.versions else [line for line in self.console().split("\n") if line.strip()][-5:]


def kernel_of(options: Options, tree: Path) -> Path:
    """The one that was asked for, or Debian's."""
    return Path(options["LINUX"]).resolve() if options["LINUX"] else debian.kernel_image(tree)


def prepare(options: Options, directory: Path) -> LinuxStory:
    """Everything that the run needs; PackageError if there is no Linux to be had."""
    tree = debian.unpacked(debian.CLOUD)
    kernel = kernel_of(options, tree)
    initramfs.write(directory / "initramfs.cpio", tree, options["FROM"], options.elf(), options.words())
    (directory / "linux.log").unlink(missing_ok=True)
    return LinuxStory(options, directory, kernel, symbols.of(options["QEMU"], kernel, tree))


def arguments(options: Options, directory: Path, escaped: Callable[[Path], str]) -> list[str]:
    """QEMU's, in place of our kernel."""
    nosmt = " nosmt" if options.parks_siblings() else ""
    kernel = kernel_of(options, debian.tree_of(debian.CLOUD))
    return ["-kernel", str(kernel), "-initrd", str(directory / "initramfs.cpio"), "-append",
            f"{CONSOLE} story={options['FROM']}{nosmt}",
            "-chardev", f"file,id=com2,path={escaped(directory / 'linux.log')},append=on", "-serial", "chardev:com2"]
