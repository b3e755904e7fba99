"""The variables of `make run`: which exist and what each may hold by itself.

Those that become words of the kernel's command line are the kernel's options in upper case (names.py).  What only the
kernel can judge (sizes, counts, combinations) passes through: the kernel refuses it by name, and that refusal is a
verdict.  What would boot the wrong thing without a word is caught here, before anything boots.
"""

import re
import shlex

from handoff.run.errors import OptionError
from handoff.run.names import Kernel
from handoff.run.platforms import find, platforms

DEFAULTS = {
    "SMP": "1x4x2",
    "BOOT": "kernel",
    "PLATFORM": "qemu-multi",
    "MEM": "512M",
    "GDB_PORT": "1234",
    "COMPILER": "gcc",
}

CHOICES = {
    "SMT": ("0", "1"),
    "BOOT": ("iso", "kernel", "uefi"),
    "COMPILER": ("gcc", "clang"),
    "DEBUG": ("0", "1"),
    "SCREEN": ("0", "1"),
    "RESETS": ("0", "1"),
}

PATTERNS = {
    "SMP": (r"[1-9]\d*x[1-9]\d*x[1-9]\d*", "sockets x cores x threads, as in 1x4x2"),
    "TIMEOUT": (r"\d+(\.\d+)?", "seconds"),
    "MEM": (r"[1-9]\d*[MG]?", "memory of the machine, as in 512M or 2G"),
    "GDB_PORT": (r"[1-9]\d*", "a TCP port"),
}

# CPU model, arguments appended to QEMU's, words appended to the kernel's, where the logs go, the disk to use and keep,
# where a picture of the screen goes, another Linux than Debian's, words appended to Linux' command line.
FREE = ("CPU", "QEMU_ARGS", "APPEND", "DIRECTORY", "DISK_FILE", "PICTURE", "LINUX", "LINUX_ARGS")

# Variables of the Makefile itself, which make hands over with the others.
NOT_OURS = ("AUTO_INSTALL",)

SWITCHES = {"SMT": {"1": "smt", "0": "nosmt"}}  # variables whose words have no `=`


def programs() -> dict[str, str]:
    """The variables that name an emulator to run, with their defaults."""
    return dict(row.program for row in platforms().values())


def words(kernel: Kernel) -> dict[str, str]:
    """Variable -> word of the kernel's command line, METHOD first."""
    switches = {word for by_value in SWITCHES.values() for word in by_value.values()}
    options = sorted(kernel.options(), key=lambda option: option != "method")
    return {option.upper(): option for option in options if option not in switches}


def known(kernel: Kernel) -> list[str]:
    """Every variable there is."""
    return sorted({*words(kernel), *DEFAULTS, *CHOICES, *PATTERNS, *FREE, *programs()})


def choices(name: str, kernel: Kernel) -> tuple[str, ...]:
    """What a variable may hold; nothing if that is no list."""
    return CHOICES[name] if name in CHOICES else kernel.values(words(kernel).get(name, ""))


def check(name: str, value: str, kernel: Kernel) -> None:
    """Raises OptionError if `name` cannot hold `value`."""
    if name not in known(kernel):
        raise OptionError(f"unknown variable {name}; known: {' '.join(known(kernel))}")
    if name == "PLATFORM":
        find(value)
        return
    allowed = choices(name, kernel)
    if name == "METHOD" and value not in allowed:
        raise OptionError(f"METHOD={value} is unknown; the methods are: {' '.join(kernel.names('methods'))}")
    if allowed and value not in allowed:
        raise OptionError(f"{name}={value} is unknown; {name} may be: {' '.join(allowed)}")
    if name in PATTERNS and not re.fullmatch(PATTERNS[name][0], value):
        raise OptionError(f"{name}={value} is malformed; {name} is {PATTERNS[name][1]}")
    if name in words(kernel) and not re.fullmatch(r"[\w.,:+/-]+", value, re.ASCII):
        raise OptionError(f"{name}={value} is malformed; a value may hold letters, digits and . , : + - / _")
    if name == "QEMU_ARGS":
        try:
            shlex.split(value)
        except ValueError as error:
            raise OptionError(f"QEMU_ARGS={value} is malformed: {str(error).lower()}") from None
    if name in ("APPEND", "LINUX_ARGS") and not re.fullmatch(r"[\w.,:+/= -]*", value, re.ASCII):
        raise OptionError(f"{name}={value} is malformed; words may hold letters, digits and . , : + - / _ =")
    if name == "LINUX_ARGS" and "story=" in value:
        raise OptionError(f"LINUX_ARGS={value} is malformed: story= is what the run tells Linux' init")
