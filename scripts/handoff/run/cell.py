"""Runs one cell from start to verdict, without a terminal of its own.

A cell is one run of the emulator, or with STORE=nvme as many as the story has power cycles: their logs are one log.
"""

import errno
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from handoff import ROOT
from handoff.judge.elsewhere import FIRST
from handoff.judge.judge import End, Facts
from handoff.judge.log import Log, pairs
from handoff.judge.verdict import Verdict, conclude, skipped
from handoff.linux.debian import PackageError
from handoff.roots import RootError
from handoff.run.disk import Disk
from handoff.run.errors import NoMachine
from handoff.run.follower import Follower
from handoff.run.linux import as_b, story
from handoff.run.options import Options
from handoff.run.platform import Machine
from handoff.run.platforms import platforms

Show = Callable[[str], None]
Inspect = Callable[[Machine, Log], None]
Linux = story.LinuxStory | as_b.LinuxAsB

GRACE = 5.0  # seconds from the RESULT line to the exit port
TICK = 0.01
LEAST_FREE = 32 << 20  # bytes, for a run's logs
HURRY, SHORT_TICK = 0.1, 0.001  # for so long after a `# WAIT`, as the next of a storm comes at once
REFUSED_MACHINE_CHECK = "does not support MCA broadcast"  # QEMU's monitor, of a CPU model; nobody gets one
SHOWN = ("RIP", "CS", "CR0", "CR4", "HLT")  # of a CPU's registers


def run_directory(options: Options) -> Path:
    """A new directory under build/runs/ for the logs of one run, or the one that was asked for."""
    if options["DIRECTORY"]:
        directory = Path(options["DIRECTORY"]).resolve()
        directory.mkdir(parents=True, exist_ok=True)
        return directory
    stamp = time.strftime("%Y%m%d-%H%M%S")
    told = options["FROM"] if options.from_linux() else options["METHOD"].replace(",", "-")
    told += f"-to-{options['TO']}" if options.to_linux() else ""
    name = f"{stamp}-{told}-{options['PLATFORM']}-{options['BOOT']}-{os.getpid()}"
    for attempt in range(1000):
        directory = ROOT / "build" / "runs" / f"{name}-{attempt}"
        try:
            directory.mkdir(parents=True)
            return directory
        except FileExistsError:
            continue
    raise FileExistsError(f"{directory}: too many runs in one second")


def unusable(options: Options, show: Show) -> str | None:
    """Gets the emulator if it is another version than this machine's; why it cannot be run, in one word, or None."""
    platform = options.platform()
    try:
        options.program()
        if remark := options.moved_on():
            show(f"# {platform.name}: {remark}")
        return platform.unusable(options)
    except (RootError, NoMachine) as error:
        show(f"# {platform.name} is skipped: {error}")
        return "-".join(["no", platform.emulator, *([platform.release] if platform.release else [])])


def run_cell(options: Options, show: Show = lambda line: None, inspect: Inspect | None = None) -> Verdict:
    """Boots the kernel as `options` say and judges what happened; `show` gets each line of the log as it comes.

    With `inspect` the machine has no exit port, so the kernel halts after its RESULT line; `inspect` may then look
    at the machine, whose end is the runner's doing.
    """
    try:
        if reason := unusable(options, show):
            return skipped(options, reason)
        directory = run_directory(options)
        if (free := shutil.disk_usage(directory).free) < LEAST_FREE:  # a log that is cut off would be judged
            raise OSError(errno.ENOSPC, f"{free // 1024} KiB are free, of {LEAST_FREE // 1024}", str(directory))
        return run_there(options, directory, show, inspect)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        show(f"# disk full: {error}")
        return skipped(options, "disk-full")


def run_there(options: Options, directory: Path, show: Show, inspect: Inspect | None) -> Verdict:
    """The cell, with its logs in this directory."""
    for name in ("serial.log", "show.log", *(f"{row.emulator}.log" for row in platforms().values())):
        (directory / name).unlink(missing_ok=True)
    log, linux = Log(), None
    if options.with_linux():
        try:
            linux = prepare(options, directory)
        except PackageError as error:
            show(f"# {error}")
            verdict = skipped(options, "no-linux-to-be-had")
            return replace(verdict, keys=verdict.keys | ({"method": "?"} if options.from_linux() else {}))
    with Disk(options, directory) as disk:
        facts = Story(options, directory, disk, log, show, inspect, linux).run()
    verdict = conclude(options, log, facts)
    if linux is not None:
        verdict = linux.complete(verdict, log, facts)
        for line in linux.remarks(log):
            show(f"# linux: {line}")
    (directory / "verdict.json").write_text(verdict.json())
    return verdict


def prepare(options: Options, directory: Path) -> Linux:
    """The other kernel of a run in which one is a Linux; PackageError if there is none to be had."""
    return (story if options.from_linux() else as_b).prepare(options, directory)


def collapsed(lines: list[str]) -> list[str]:
    """Each line once, with how often it was said: QEMU warns once a CPU."""
    counts = Counter(lines)
    return [line if count == 1 else f"{line} ({count} times)" for line, count in counts.items()]


def answer(machine: Machine, line: str, linux: Linux | None = None, cpus: int = 1) -> list[str]:
    """Does what the kernel waits for from outside; returns what there is to say about it.

    `# WAIT mce at=...`: a machine check.  `# WAIT registers cpu=1 ...`: a look at a CPU from outside.
    `# WAIT registers cpu=all`: a look at those that Linux has parked.
    """
    if line == "# WAIT registers cpu=all":
        seen = machine.registers() if linux else {}
        return [linux.look(cpu, seen.get(cpu, {})) for cpu in range(1, cpus)] if linux else []
    if line.startswith("# WAIT mce"):
        return machine.broadcast_machine_check()
    if line.startswith("# WAIT registers"):
        asked = pairs(line)
        return [f"registers {asked['when']} {shown(machine.registers().get(int(asked['cpu']), {}))}"]
    return []


def shown(registers: dict[str, str]) -> str:
    """Those of a CPU's that tell where it is."""
    return " ".join(f"{name.lower()}={registers.get(name, '?')}" for name in SHOWN)


def at_the_end(machine: Machine) -> list[str]:
    """Where the CPUs of a machine are whose time is over; those alike in one line, as there may be hundreds."""
    alike: dict[str, list[str]] = {}
    for cpu, registers in machine.registers().items():
        alike.setdefault(shown(registers), []).append(str(cpu))
    return [f"registers at-the-end cpus={','.join(cpus)} {where}" for where, cpus in alike.items()]


class Story:
    """The boots of one cell, with one log and one deadline for all of them."""

    def __init__(self, options: Options, directory: Path, disk: Disk, log: Log, show: Show,
                 inspect: Inspect | None = None, linux: Linux | None = None) -> None:
        self.linux = linux
        self.options, self.directory, self.disk, self.log, self.inspect = options, directory, disk, log, inspect
        self.emulator, self.shown_to = options.platform().emulator, show
        self.refused_event = False
        self.serial = Follower(directory / "serial.log")
        self.timeout = options.timeout() if options["DEBUG"] != "1" else float("inf")
        self.deadline = time.monotonic() + self.timeout

    def show(self, line: str) -> None:
        """Shows a line, and keeps it: what the runner adds to the kernel's log is written nowhere else."""
        with open(self.directory / "show.log", "a", encoding="utf-8") as file:
            file.write(line + "\n")
        self.shown_to(line)

    def run(self) -> Facts:
        """Switches the machine on until the kernel no longer switches it off to be switched on again."""
        for _ in range(self.options.most_boots()):
            facts = self.boot()
            if facts.end is not End.POWEROFF or not self.log.waits_for_power():
                return facts
        return Facts(End.TOO_MANY_BOOTS) if self.options["STORE"] == "nvme" else facts

    def boot(self) -> Facts:
        """The machine, switched on once."""
        exit_port = self.inspect is None
        begin = time.monotonic()
        with self.options.platform().machine(self.options, self.directory, self.disk, exit_port) as machine:
            self.deadline += time.monotonic() - begin  # what a machine takes to be there is not the kernel's time
            facts = self.watch(machine)
            for complaint in collapsed(machine.complaints()):
                self.show(f"# {self.emulator}: {complaint}")
        return facts

    def do_as_asked(self, machine: Machine, line: str) -> None:
        """What the kernel waits for, and shows what there is to say about it."""
        for said in answer(machine, line, self.linux, self.options.cpus()):
            self.show(f"# {self.emulator}: {said}")
            self.refused_event |= REFUSED_MACHINE_CHECK in said

    def watch(self, machine: Machine) -> Facts:
        """Follows the log until the machine ends, or its time does."""
        log, hurry = self.log, 0.0
        while True:
            ended = machine.ended()  # asked first, so that what it wrote last is read below
            had_result = bool(log.results)
            for line in self.serial.lines(final=ended):
                if self.options["RESETS"] == "1" and line.strip() == FIRST and not log.results:
                    log.forget()  # a row took the machine with it, and the boot after the reset is what is judged
                self.show(log.add(line))
                if self.linux is not None:
                    self.linux.hears(line)
                if line.startswith("# WAIT") and not ended:
                    self.do_as_asked(machine, line)
                    hurry = time.monotonic() + HURRY
            if ended:
                return replace(machine.facts(), refused_event=self.refused_event)
            if log.results and self.inspect is not None:
                self.inspect(machine, log)
                return Facts(End.STOPPED)
            if log.results and not had_result:
                self.deadline = min(self.deadline, time.monotonic() + GRACE)
            if time.monotonic() > self.deadline:
                for line in self.serial.lines(final=True):
                    self.show(log.add(line))
                for said in at_the_end(machine):
                    self.show(f"# {self.emulator}: {said}")
                return Facts(End.TIMEOUT, seconds=self.timeout)
            time.sleep(SHORT_TICK if time.monotonic() < hurry else TICK)
