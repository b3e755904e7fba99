"""What a platform is: an emulator or hypervisor as PLATFORM= names it, and all that is different on it.

platforms/ has one module a platform, and in each one row of this type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from handoff.judge.judge import Facts
from handoff.run.errors import OptionError

if TYPE_CHECKING:  # options.py asks the platforms for their defaults
    from handoff.run.disk import Disk
    from handoff.run.options import Options

# Of filling, writing, reading, restoring and checking the witness pages on a machine that is busy.
SLOWEST_BYTES_PER_SECOND = 8 << 20


class Machine(Protocol):
    """A running machine.  Use it in a `with` statement: nothing is left running afterwards."""

    def __enter__(self) -> Machine: ...

    def __exit__(self, *_: object) -> None: ...

    def ended(self) -> bool:
        """Has it gone by itself?"""

    def complaints(self) -> list[str]:
        """What the emulator itself had to say."""

    def broadcast_machine_check(self) -> list[str]:
        """What the kernel waits for with `# WAIT mce`; returns what there is to say about it."""

    def registers(self) -> dict[int, dict[str, str]]:
        """Of each CPU its registers by name, as seen from outside; empty where nobody can look."""

    def facts(self) -> Facts:
        """How a machine that has ended did end."""


def always_usable(options: Options) -> str | None:
    """For a platform that every machine can run."""
    return None


def usual_seconds(options: Options) -> float:
    """Until a run, with all its boots, counts as hung: generous, as the machine may be busy with others."""
    boots = options.most_boots() - 1
    dwell = 10 * int(options["DWELL"]) if options["PROBE"] == "dwell" and options["DWELL"].isdigit() else 0
    per_cycle = 2 + options.witness_bytes() / SLOWEST_BYTES_PER_SECOND
    per_boot = 0 if boots == 0 else 10 + options.cpus() / 4 + (30 if options["BOOT"] == "uefi" else 0)
    # Each CPU that waits awake takes time from the one that works: 255 of them take minutes to leave.
    awake = options.cpus() ** 2 / 80 if options["METHOD"] in ("jmp", "mailbox", "all") else 0
    # QEMU's own start: for each CPU it builds the memory map of all CPUs anew (target/i386/tcg/system/tcg-cpu.c,
    # tcg_cpu_machine_done()), two minutes with 1,024 of them, and that once for each boot.
    maps = options.cpus() ** 2 / 2000 * (boots + 1)
    linux = 180 + options.memory_bytes() / SLOWEST_BYTES_PER_SECOND if options.with_linux() else 0
    return round(60 + linux + awake + maps + per_cycle * options.cycles() + per_boot * boots + options.cpus() / 2 +
                 dwell)


@dataclass(frozen=True)
class Platform:
    """One row: what the runner has to know of a platform, and the only place where it is said."""

    name: str  # PLATFORM=, with the version that is asked for, if one is: qemu-multi@10.0
    emulator: str  # who speaks in a line `# qemu: …`, and whose log is qemu.log
    program: tuple[str, str]  # the variable that names the program to run, and its default
    machine: Callable[[Options, Path, Disk, bool], Machine]  # not yet started; the bool: with an exit port?
    version: Callable[[tuple[str, ...]], str]  # of the emulator that these words start
    release: str = ""  # the version that is asked for; empty: whichever this machine has
    at: Callable[[str], Platform | None] | None = None  # the row in a version, where that is not the emulator's
    releases: tuple[str, ...] = ()  # the versions that `at` knows
    unusable: Callable[[Options], str | None] = always_usable  # why not on this machine, in one word
    defaults: Mapping[str, str] = field(default_factory=dict)  # of variables, where they are its own
    boots: tuple[str, ...] = ()  # what BOOT may be; empty: anything
    most_cpus: int | None = None
    cannot: tuple[str, ...] = ()  # variables that mean nothing there
    seconds: Callable[[Options], float] = usual_seconds
    probing: Mapping[str, str] = field(default_factory=dict)  # variables of `make probe`, where it needs its own
    by_default: bool = False  # is one of those that `make matrix` and `make probe` measure unasked
    accelerator: str = ""  # QEMU's -accel, where nothing else is needed to run it
    quick: bool = False  # a run takes a second or two, so it may be repeated many times

    def has_emulators_version(self) -> bool:
        """Was a version asked for that is the emulator's own?  Where there is `at`, it is something else's."""
        return self.release != "" and self.at is None

    def check(self, options: Options) -> None:
        """Raises OptionError if the platform cannot do what is asked for."""
        if self.release and options.given.get(self.program[0]):
            raise OptionError(f"PLATFORM={self.name} and {self.program[0]}={options[self.program[0]]} both say which "
                              f"{self.emulator} to run")
        if self.boots and options["BOOT"] not in self.boots:
            raise OptionError(f"BOOT={options['BOOT']} is not possible with PLATFORM={self.name}, which boots by: "
                              f"{' '.join(self.boots)}")
        if self.most_cpus and options.cpus() > self.most_cpus:
            raise OptionError(f"SMP={options['SMP']} is too much for PLATFORM={self.name}, which takes up to "
                              f"{self.most_cpus} CPUs")
        for name in self.cannot:
            if options[name] not in ("", "0"):
                raise OptionError(f"{name}={options[name]} means nothing with PLATFORM={self.name}")
