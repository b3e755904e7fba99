"""The variables of `make run`: which exist, what they may hold, which become words of the kernel's command line.

What only the kernel can judge (sizes, counts, combinations) passes through: the kernel refuses it by name, and
that refusal is a verdict.  What would boot the wrong thing without a word is caught here, before anything boots.
"""

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from handoff import ROOT

METHODS = ("hlt", "init", "jmp", "mailbox", "mwait", "none", "park", "park,noidt", "park,nomce", "park,nmilatch")

ALL = "all"  # METHOD=all: every method and event in one boot
MOST_ROWS = 64  # that METHOD=all runs, about

PROBES = ("dwell", "hlt-smi", "init-halted", "init-mce", "init-nmi", "init-smi", "mwait", "smbase", "startup", "tsc")

# Variable -> word of the kernel's command line.
WORDS = {
    name: name.lower()
    for name in ("METHOD OFFLINE LAYOUT CYCLES WITNESS INJECT AT STORM HOLD DWELL FAULT STORE DISK RESUME PROBE "
                 "APIC").split()
}

DEFAULTS = {
    "METHOD": "park",
    "SMP": "1x4x2",
    "BOOT": "kernel",
    "PLATFORM": "qemu-multi",
    "MEM": "512M",
    "QEMU": "qemu-system-x86_64",
    "BOCHS": "bochs",
    "GDB_PORT": "1234",
    "COMPILER": "gcc",
}

# What a platform does otherwise.
DEFAULTS_ON = {"bochs": {"BOOT": "iso", "MEM": "256M"}}

CHOICES = {
    "OFFLINE": ("mwait", "hlt"),
    "LAYOUT": ("other", "same"),
    "INJECT": ("none", "store", "nmi", "smi", "mce"),
    "AT": ("parked", "copying", "copied", "reclaim"),
    "FAULT": ("header", "extent", "page", "checksum", "nonce", "build", "skip-extent", "lose-cpu", "spin",
              "unchecked", "unready"),
    "STORE": ("ram", "nvme"),
    "RESUME": ("auto", "only", "again"),
    "APIC": ("xapic", "x2apic"),
    "PROBE": PROBES,
    "SMT": ("0", "1"),
    "BOOT": ("iso", "kernel", "uefi"),
    "PLATFORM": ("qemu-multi", "qemu-single", "bochs", "kvm"),
    "COMPILER": ("gcc", "clang"),
    "DEBUG": ("0", "1"),
    "SCREEN": ("0", "1"),
}

PATTERNS = {
    "SMP": (r"[1-9]\d*x[1-9]\d*x[1-9]\d*", "sockets x cores x threads, as in 1x4x2"),
    "TIMEOUT": (r"\d+(\.\d+)?", "seconds"),
    "MEM": (r"[1-9]\d*[MG]?", "memory of the machine, as in 512M or 2G"),
    "GDB_PORT": (r"[1-9]\d*", "a TCP port"),
}

# CPU model, arguments appended to QEMU's, words appended to the kernel's, where the logs go, the disk to use and keep,
# where a picture of the screen goes.
FREE = ("CPU", "QEMU_ARGS", "APPEND", "DIRECTORY", "DISK_FILE", "PICTURE")

BOCHS_CPUS = 14  # Bochs 2.7 panics with 16

# Variables of the Makefile itself, which make hands over with the others.
NOT_OURS = ("AUTO_INSTALL",)

KNOWN = sorted({*WORDS, *DEFAULTS, *CHOICES, *PATTERNS, *FREE})


# Of filling, writing, reading, restoring and checking the witness pages on a machine that is busy.
SLOWEST_BYTES_PER_SECOND = 8 << 20


class OptionError(ValueError):
    """A variable that cannot be meant; the message names it and what it may hold."""


@dataclass(frozen=True)
class Options:
    """A valid set of variables; reading one that was not given yields its default, or nothing."""

    given: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        platform = DEFAULTS_ON.get(self.given.get("PLATFORM", ""), {})
        return self.given.get(name) or platform.get(name) or DEFAULTS.get(name, "")

    def words(self) -> list[str]:
        """The kernel's command line; what was not given is the kernel's to default, the method apart."""
        words = [f"{word}={self[name]}" for name, word in WORDS.items() if self[name]]
        if self["SMT"]:
            words.append("smt" if self["SMT"] == "1" else "nosmt")
        return words + self["APPEND"].split()

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
        size = re.fullmatch(r"(\d+)([KMG]?)", self["WITNESS"] or "16M")
        return int(size[1]) << {"": 0, "K": 10, "M": 20, "G": 30}[size[2]] if size else 16 << 20

    def most_boots(self) -> int:
        """How often the machine has to be switched on."""
        return self.cycles() + 1 if self["STORE"] == "nvme" else 1

    def timeout(self) -> float:
        """Seconds until a run, with all its boots, counts as hung: generous, as the machine may be busy with others."""
        if self["TIMEOUT"]:
            return float(self["TIMEOUT"])
        if self["PLATFORM"] == "bochs":
            return 120 + 20 * self.cycles() + 10 * self.cpus()
        boots = self.most_boots() - 1
        dwell = 10 * int(self["DWELL"] or 1) if self["PROBE"] == "dwell" and self["DWELL"].isdigit() else 0
        per_cycle = 2 + self.witness_bytes() / SLOWEST_BYTES_PER_SECOND
        per_boot = 0 if boots == 0 else 10 + self.cpus() / 4 + (30 if self["BOOT"] == "uefi" else 0)
        return round(60 + per_cycle * self.cycles() + per_boot * boots + self.cpus() / 2 + dwell)

    def elf(self) -> Path:
        """The kernel to boot."""
        return ROOT / "build" / self["COMPILER"] / "handoff.elf"

    def command(self) -> str:
        """The command that repeats this run."""
        given = [f"{name}={shlex.quote(value)}" for name, value in self.given.items() if name != "DIRECTORY"]
        return " ".join(["make run", *given])


def check(name: str, value: str) -> None:
    """Raises OptionError if `name` cannot hold `value`."""
    if name not in KNOWN:
        raise OptionError(f"unknown variable {name}; known: {' '.join(KNOWN)}")
    if name == "METHOD" and value not in (*METHODS, ALL):
        raise OptionError(f"METHOD={value} is unknown; the methods are: {' '.join(METHODS)}")
    if name in CHOICES and value not in CHOICES[name]:
        raise OptionError(f"{name}={value} is unknown; {name} may be: {' '.join(CHOICES[name])}")
    if name in PATTERNS and not re.fullmatch(PATTERNS[name][0], value):
        raise OptionError(f"{name}={value} is malformed; {name} is {PATTERNS[name][1]}")
    if name in WORDS and not re.fullmatch(r"[\w.,:+/-]+", value, re.ASCII):
        raise OptionError(f"{name}={value} is malformed; a value may hold letters, digits and . , : + - / _")
    if name == "APPEND" and not re.fullmatch(r"[\w.,:+/= -]*", value, re.ASCII):
        raise OptionError(f"APPEND={value} is malformed; words may hold letters, digits and . , : + - / _ =")


def check_together(options: Options) -> None:
    """Raises OptionError if variables that are fine by themselves cannot be meant together."""
    if options["PICTURE"] and options["SCREEN"] != "1":
        raise OptionError(f"PICTURE={options['PICTURE']} needs SCREEN=1, or there is nothing to see")
    if options["PICTURE"] and not Path(options["PICTURE"]).resolve().parent.is_dir():
        raise OptionError(f"PICTURE={options['PICTURE']} is in a directory that is not there")
    if options["PLATFORM"] != "bochs":
        return
    if options["BOOT"] != "iso":
        raise OptionError(f"BOOT={options['BOOT']} is not possible with PLATFORM=bochs, which boots from an ISO")
    if options.cpus() > BOCHS_CPUS:
        raise OptionError(f"SMP={options['SMP']} is too much for PLATFORM=bochs, which takes up to {BOCHS_CPUS} CPUs")
    for name in ("DEBUG", "QEMU_ARGS", "SCREEN"):
        if options[name] not in ("", "0"):
            raise OptionError(f"{name}={options[name]} is QEMU's and means nothing with PLATFORM=bochs")


def parse(arguments: Iterable[str]) -> Options:
    """Options from NAME=value arguments; an empty value is the same as none."""
    given: dict[str, str] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals:
            raise OptionError(f"{argument} is not a variable; write NAME=value, with one of: {' '.join(KNOWN)}")
        if name in NOT_OURS:
            continue
        if value or name not in KNOWN:
            check(name, value)
            given[name] = value
    options = Options(given)
    check_together(options)
    return options
