"""A valid set of the variables of `make run` (variables.py), and what follows from them for a run."""

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from handoff.linux.bzimage import is_bzimage
from handoff.run import variables
from handoff.run.archive import DEBIAN, Program, matches
from handoff.run.errors import OptionError
from handoff.run.names import NO_EVENT, Kernel, elf_of, kernel
from handoff.run.platform import Platform
from handoff.run.platforms import find, model_of
from handoff.run.versions import UNKNOWN, version_of

ALL = "all"  # METHOD=all: every method and event in one boot
NOBODY = "none"  # FROM=none, TO=none: this kernel's own life A, its own B
OF_SUITE = "@"  # LINUX=@bullseye: the kernel of that suite of Debian's
LINUX_OF_SUITE = re.compile(OF_SUITE + r"[a-z]+(-[a-z]+)*")
MOST_ROWS = 64  # that METHOD=all runs, about


@dataclass(frozen=True)
class Options:
    """A valid set of variables; reading one that was not given yields its default, or nothing."""

    given: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        if value := self.given.get(name):
            return value
        if name == "PLATFORM":
            return variables.DEFAULTS[name]
        defaults = variables.DEFAULTS | variables.programs() | dict(self.platform().defaults)
        return defaults[name] if name in defaults else self.kernel().default(name.lower())

    def kernel(self) -> Kernel:
        """The names that the kernel to boot has."""
        return kernel(self.given.get("COMPILER") or variables.DEFAULTS["COMPILER"])

    def platform(self) -> Platform:
        """The row of PLATFORM."""
        return find(self["PLATFORM"])

    def program(self) -> Program:
        """The emulator of this run; RootError if it is one that cannot be had."""
        platform = self.platform()
        own = self[platform.program[0]]
        words = (str(Path(own).absolute()) if "/" in own else own,)  # not every emulator starts in our directory
        if not platform.has_emulators_version() or matches(platform.version(words), platform.release):
            return Program(words)
        return DEBIAN[platform.emulator].fetched(platform.release)

    def machine(self) -> str:
        """The platform as the verdict names it: with the version that it is in truth, where one was asked for or it is
        not the emulator's."""
        version = version_of(self) if self.platform().release or self.platform().at is not None else UNKNOWN
        return f"{model_of(self['PLATFORM'])}@{version}" if version != UNKNOWN else self["PLATFORM"]

    def moved_on(self) -> str:
        """What there is to say if Debian no longer has the version that was asked for."""
        platform, version = self.platform(), version_of(self)
        if not platform.has_emulators_version() or matches(version, platform.release):
            return ""
        suite = DEBIAN[platform.emulator].suite(platform.release)
        return f"{platform.release} was asked for, and Debian's {suite} now holds {version}, which is what runs"

    def words(self) -> list[str]:
        """The kernel's command line; what was not given is the kernel's to default, the method apart."""
        always = () if self.from_linux() else ("METHOD",)  # Linux brings its own
        words = [f"{word}={self[name]}" for name, word in variables.words(self.kernel()).items()
                 if name in always or self.given.get(name)]
        words += [word for name, by_value in variables.SWITCHES.items() if (word := by_value.get(self[name]))]
        return words + self["APPEND"].split()

    def from_linux(self) -> bool:
        """Is kernel A a Linux?"""
        return self["FROM"] not in ("", NOBODY)

    def to_linux(self) -> bool:
        """Is kernel B a Linux?"""
        return self["TO"] not in ("", NOBODY)

    def with_linux(self) -> bool:
        """Is one of the two kernels a Linux?"""
        return self.from_linux() or self.to_linux()

    def parks_siblings(self) -> bool:
        """nosmt, which a Linux that is kernel A is told as well."""
        words = self.words()
        return not {"smt", "smt=yes", "nosmt=no"} & set(words)

    def topology(self) -> tuple[int, int, int]:
        """Sockets, cores, threads."""
        sockets, cores, threads = map(int, self["SMP"].split("x"))
        return sockets, cores, threads

    def cpus(self) -> int:
        """How many CPUs SMP asks for."""
        sockets, cores, threads = self.topology()
        return sockets * cores * threads

    def cycles(self) -> int:
        """How often the story is repeated."""
        cycles = int(self["CYCLES"]) if self["CYCLES"].isdigit() else 1
        return cycles * MOST_ROWS if self["METHOD"] == ALL else cycles

    def witness_bytes(self) -> int:
        """Size of the witness pages; the kernel's default where the kernel will refuse what was asked for."""
        sizes = (re.fullmatch(r"(\d+)([KMG]?)", text) for text in (self["WITNESS"], self.kernel().default("witness")))
        size = next(found for found in sizes if found)
        return int(size[1]) << {"": 0, "K": 10, "M": 20, "G": 30}[size[2]]

    def memory_bytes(self) -> int:
        """Size of the machine's memory."""
        return int(self["MEM"].rstrip("MG")) << (30 if self["MEM"].endswith("G") else 20)

    def machine_cpus(self) -> int | None:
        """How many CPUs the machine has; None if the kernel cannot know, or QEMU_ARGS say it in another way."""
        words = shlex.split(self["QEMU_ARGS"])
        if any("acpi=off" in word or word in ("-no-acpi", "-readconfig") for word in words):
            return None
        given = [after for word, after in zip(words, [*words[1:], ""]) if word in ("-smp", "--smp")]
        if not given:
            return self.cpus()
        found = re.match(r"(?:cpus=)?(\d+)(?:,|$)", given[-1])
        return int(found[1]) if found else None

    def asked(self) -> dict[str, str]:
        """What the kernel was asked for, as RESULT says it, as far as it was asked."""
        words = dict(word.split("=", 1) for word in self.words() if "=" in word)
        keys = ["offline", "layout", "store"]
        keys += ["method"] if not self.from_linux() else []  # which is Linux' own
        if words.get("inject", NO_EVENT) != NO_EVENT:
            keys += ["inject"] if words.get("method") == ALL else ["inject", "at"]
        asked = {key: words[key] for key in keys if key in words}
        asked |= {"from": self["FROM"]} if self.from_linux() else {}  # whatever APPEND says
        asked |= {"to": self["TO"]} if self.to_linux() else {}
        return asked

    def most_boots(self) -> int:
        """How often the machine has to be switched on."""
        return self.cycles() + 1 if self["STORE"] == "nvme" else 1

    def timeout(self) -> float:
        """Seconds until a run, with all its boots, counts as hung."""
        return float(self["TIMEOUT"]) if self["TIMEOUT"] else self.platform().seconds(self)

    def loader(self) -> str:
        """BOOT, where it was not given."""
        return self.platform().defaults.get("BOOT", variables.DEFAULTS["BOOT"])

    def elf(self) -> Path:
        """The kernel to boot."""
        return elf_of(self["COMPILER"])

    def command(self) -> str:
        """The command that repeats this run."""
        given = [f"{name}={shlex.quote(value)}" for name, value in self.given.items() if name != "DIRECTORY"]
        return " ".join(["make run", *given])


def check_picture(options: Options) -> None:
    """Raises OptionError if PICTURE cannot be taken."""
    if options["PICTURE"] and options["SCREEN"] != "1":
        raise OptionError(f"PICTURE={options['PICTURE']} needs SCREEN=1, or there is nothing to see")
    if options["PICTURE"] and not Path(options["PICTURE"]).resolve().parent.is_dir():
        raise OptionError(f"PICTURE={options['PICTURE']} is in a directory that is not there")


def check_linux(options: Options) -> None:
    """Raises OptionError if Linux cannot be kernel A as asked for."""
    if not options.with_linux():
        for name in ("LINUX", "LINUX_ARGS"):
            if options[name]:
                raise OptionError(f"{name}={options[name]} means nothing without FROM= or TO=")
        return
    if options.from_linux() and options.to_linux():
        raise OptionError(f"FROM={options['FROM']} and TO={options['TO']}: one of the two kernels is this one")
    word = "FROM" if options.from_linux() else "TO"
    if options["LINUX"] and not LINUX_OF_SUITE.fullmatch(options["LINUX"]) and not Path(options["LINUX"]).is_file():
        raise OptionError(f"LINUX={options['LINUX']} is not there; it is a bzImage, or @SUITE for the kernel of one of "
                          f"Debian's: LINUX={OF_SUITE}bullseye")
    if options.from_linux() and Path(options["LINUX"]).is_file() and not is_bzimage(Path(options["LINUX"])):
        raise OptionError(f"LINUX={options['LINUX']} is no bzImage")
    if options.from_linux() and "METHOD" in options.given:
        raise OptionError(f"METHOD={options['METHOD']} means nothing with FROM={options['FROM']}: Linux has its own, "
                          f"which the run finds by looking")
    if options.platform().emulator not in (("qemu", "bochs") if options.from_linux() else ("qemu",)):
        raise OptionError(f"PLATFORM={options['PLATFORM']} means nothing with {word}=: Linux boots in QEMU, and as "
                          f"kernel A in Bochs")
    if options.from_linux() and options.given.get("BOOT", options.loader()) != options.loader():
        raise OptionError(f"BOOT={options['BOOT']} means nothing with FROM={options['FROM']}: Linux boots this kernel")


def parse(arguments: Iterable[str]) -> Options:
    """Options from NAME=value arguments; an empty value is the same as none."""
    pairs = [(argument, *argument.partition("=")) for argument in arguments]
    # The names are those of the kernel that is to boot; a compiler that is unknown is refused below.
    compilers = [v for _, name, _, v in pairs if name == "COMPILER" and v in variables.CHOICES["COMPILER"]]
    names = Options({"COMPILER": compilers[-1] if compilers else ""}).kernel()
    given: dict[str, str] = {}
    for argument, name, equals, value in pairs:
        if not equals:
            raise OptionError(f"{argument} is not a variable; write NAME=value, with one of: "
                              f"{' '.join(variables.known(names))}")
        if name in variables.NOT_OURS:
            continue
        if value or name not in variables.known(names):
            variables.check(name, value, names)
            given[name] = value
    options = Options(given)
    check_picture(options)
    check_linux(options)
    options.platform().check(options)
    return options
