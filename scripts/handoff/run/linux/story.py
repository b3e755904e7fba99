"""One run with Linux as kernel A: what QEMU boots, what is seen of Linux' CPUs, and what that adds to the verdict."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from handoff.judge import linux
from handoff.judge.judge import End, Facts
from handoff.judge.log import Log
from handoff.judge.verdict import Verdict
from handoff.linux import bzimage, debian
from handoff.roots import RootError
from handoff.run.archive import root_of
from handoff.run.linux import console, initramfs, symbols
from handoff.run.options import OF_SUITE, Options

INITRAMFS = "initramfs.cpio"
# Linux maps the image's entry before it jumps there.  Ours is a low address, in user space's half of the tables, and
# with PTI set_pgd() repeats such an entry in the page behind the table, as if the two were a pair: of the resume's own
# table they are not, and that page is anybody's (arch/x86/power/hibernate_64.c, __pti_set_user_pgtbl()).
WITHOUT_PTI = {"linux-resume": "nopti "}


@dataclass
class LinuxStory:
    """The Linux of one run."""

    options: Options
    directory: Path
    kernel: Path
    symbols: symbols.Symbols
    methods: set[str] = field(default_factory=set)
    nameless: str = ""  # why its functions have no names

    def look(self, cpu: int, registers: dict[str, str]) -> str:
        """One line about a CPU that Linux has parked."""
        text, rip = linux.text_address(console.text(self.directory)), registers.get("RIP")
        name = "?" if text is None or rip is None else self.symbols.name(int(rip, 16) - text)
        self.methods.add(name.partition("+")[0])
        return f"linux cpu={cpu} in={name} rip={rip or '?'} hlt={registers.get('HLT', '?')}"

    def complete(self, verdict: Verdict, log: Log, facts: Facts) -> Verdict:
        """With which Linux it was, where it parked its CPUs, and why our kernel was silent if it was."""
        said = console.text(self.directory)
        keys = verdict.keys | {"method": "+".join(sorted(self.methods)) or "?", "a": version_of(said, self.kernel)}
        verdict = replace(verdict, keys=keys)
        if log.versions or log.results or facts.end in (End.NOT_STARTED, End.DIED):
            return verdict
        word, reason = linux.why_silent(said, facts)
        return replace(verdict, word=word, reason=reason)

    def hears(self, line: str) -> None:
        """Nothing of what our kernel says is news to it."""

    def remarks(self, log: Log) -> list[str]:
        """Of its console, for a run in which it went no further; and why nobody knows where it parked its CPUs."""
        nameless = [f"where its functions are is not known: {self.nameless}"] if self.nameless else []
        return nameless + ([] if log.versions else console.last_words(self.directory))


def version_of(said: str, kernel: Path) -> str:
    """As a value of `a=` and `b=`: by its init, or by its file if it did not come so far."""
    return linux.version(said) if linux.marks(said) else f"linux-{bzimage.version(kernel)}"


def kernel_of(options: Options, tree: Path) -> Path:
    """The one that was asked for, by its path or as @suite of Debian's, or this Debian's; PackageError without it."""
    wanted = options["LINUX"]
    if not wanted:
        return debian.kernel_image(tree)
    if not wanted.startswith(OF_SUITE):
        return Path(wanted).resolve()
    try:
        return debian.kernel_image(root_of(wanted.removeprefix(OF_SUITE), (f"linux-image{debian.GENERIC}-amd64",)))
    except RootError as error:
        raise debian.PackageError(str(error)) from None


def prepare(options: Options, directory: Path) -> LinuxStory:
    """Everything that the run needs; PackageError if there is no Linux to be had."""
    tree = debian.unpacked(debian.CLOUD)
    kernel = kernel_of(options, tree)
    initramfs.write(directory / INITRAMFS, tree, options["FROM"], options.elf(), options.words())
    console.log_of(directory).unlink(missing_ok=True)
    made = LinuxStory(options, directory, kernel, symbols.Symbols([], []))
    if options.platform().emulator != "qemu":  # nobody can look into Bochs
        return made
    try:
        return replace(made, symbols=symbols.of(options["QEMU"], kernel, tree, directory))
    except symbols.NoSymbols as error:
        return replace(made, nameless=str(error))


@dataclass(frozen=True)
class Boot:
    """What a loader has to bring, in place of our kernel."""

    kernel: Path
    initramfs: Path
    words: str


def boot(options: Options, directory: Path) -> Boot:
    """Linux, and its command line."""
    nosmt = " nosmt" if options.parks_siblings() else ""
    return Boot(kernel_of(options, debian.tree_of(debian.CLOUD)), directory / INITRAMFS,
                f"{console.words(options)} {WITHOUT_PTI.get(options['FROM'], '')}story={options['FROM']}{nosmt}")


def arguments(options: Options, directory: Path, escaped: Callable[[Path], str]) -> list[str]:
    """QEMU's."""
    linux = boot(options, directory)
    return ["-kernel", str(linux.kernel), "-initrd", str(linux.initramfs), "-append", linux.words,
            *console.arguments(directory, escaped)]
