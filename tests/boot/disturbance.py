"""A run that is disturbed from outside at given moments, and where a method may die of it."""

import re
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from handoff.judge.judge import Facts
from handoff.judge.log import Log
from handoff.judge.verdict import Verdict, conclude
from handoff.run.cell import Story, run_directory
from handoff.run.disk import Disk
from handoff.run.options import Options, parse
from handoff.run.platform import Machine
from messages import ALL_CPUS, Messages

BOOT_CPU = 0  # its APIC id in QEMU
ENTERS_SMM = b"SMM: enter"  # in QEMU's log, one for each SMI that a CPU takes


@dataclass(frozen=True)
class Disturbance:
    """What is sent, to whom, and from which text in the log on.

    NMI to all goes by LINT1, as from a button or a watchdog: to every CPU that has loaded its state
    (smp/local_apic.cpp), and to none in wait-for-SIPI, whose LINT1 INIT has masked.  The rest goes as messages.
    """

    event: str
    who: str
    begins: bytes = b"\n"  # the kernel's first character: before it there is no IDT, neither SeaBIOS' nor a loader's
    variables: tuple[str, ...] = ()

    def send(self, machine: Machine, messages: Messages) -> None:
        """Once; OSError if the machine is gone."""
        if (self.event, self.who) == ("nmi", "all"):
            machine.qmp.execute("inject-nmi")
        else:
            messages.send(self.event, BOOT_CPU if self.who == "boot" else ALL_CPUS)


# The boot CPU's SMM is SeaBIOS' own.  The others' SMBASE is where RESET left it, in ordinary memory, until inject=smi
# moves it.
DISTURBANCES = {(d.event, d.who): d for d in (
    Disturbance("nmi", "all"),
    Disturbance("nmi", "boot"),
    Disturbance("smi", "boot"),
    Disturbance("smi", "all", b"# smbase moved", ("INJECT=smi", "AT=reclaim")),
)}


class Disturbed(Story):
    """A story with something from outside at some moments, in seconds after it began."""

    how: Disturbance
    messages: Messages
    moments: list[float] = []
    sent = 0
    began = float("inf")

    def watch(self, machine: Machine) -> Facts:
        """As in a story that nobody disturbs, beside the one who does."""
        sender = threading.Thread(target=self.send, args=(machine,))
        sender.start()
        try:
            return super().watch(machine)
        finally:
            sender.join()

    def send(self, machine: Machine) -> None:
        """Sends at each moment, as long as there is a machine."""
        serial = self.directory / "serial.log"
        while not (serial.exists() and self.how.begins in serial.read_bytes()):
            if machine.ended():
                return
            time.sleep(0.0002)
        self.began = time.monotonic()
        try:
            self.messages.connect()
            for moment in self.moments:
                time.sleep(max(0.0, self.began + moment - time.monotonic()))
                self.how.send(machine, self.messages)
                self.sent += 1
        except OSError:  # the story is over
            return


@dataclass
class Outcome:
    """What became of one disturbed run; `counted` is how often a CPU has taken what was sent."""

    how: Disturbance
    options: Options
    verdict: Verdict
    log: Log
    sent: int
    counted: int
    seconds: float

    def word(self) -> str:
        """`recovered`; where it died, if it may there; or DIED."""
        if self.verdict.word == "recovered":
            return "recovered"
        return may_die_here(self) or "DIED"


def may_die_here(outcome: Outcome) -> str | None:
    """What a run that did not recover died of, if that is the method's own weakness and happened where it is.

    Until B has every CPU back:  `hlt` and `mwait` leave CPUs in A's text, from "A begins to copy" on, and `mwait` needs
    nothing from outside to die.  `init` leaves them in wait-for-SIPI, from "the image is verified" on, and QEMU lets an
    SMI through to them there (docs/design.md).
    """
    method, who, lines = outcome.options["METHOD"], outcome.how.who, outcome.log.lines
    if sum(" life=B2 " in line and " why=arrived " in line for line in lines) >= outcome.options.cpus() - 1:
        return None
    if method == "mwait" or (method, who) == ("hlt", "all"):
        begun = any(" life=A " in line and " state=copying " in line for line in lines)
        return "died while A is overwritten" if begun else None
    if (method, outcome.how.event, who) == ("init", "smi", "all"):
        return "died in wait-for-SIPI" if any(line.startswith("# image verified") for line in lines) else None
    return None


def disturbed(how: Disturbance, moments: list[float], *variables: str) -> Outcome:
    """One run with what is sent at these moments."""
    with tempfile.TemporaryDirectory() as temporary, closing(Messages(Path(temporary) / "qtest")) as messages:
        logged = " -d int,cpu_reset" if how.event == "smi" else ""
        options, log = parse((*variables, *how.variables, f"QEMU_ARGS={messages.arguments()}{logged}")), Log()
        directory = run_directory(options)
        with Disk(options, directory) as disk:
            story = Disturbed(options, directory, disk, log, lambda line: None)
            story.how, story.messages, story.moments = how, messages, moments
            facts = story.run()
    counted = counted_nmis(log) if how.event == "nmi" else (directory / "qemu.log").read_bytes().count(ENTERS_SMM)
    seconds = time.monotonic() - story.began
    return Outcome(how, options, conclude(options, log, facts), log, story.sent, counted, seconds)


def counted_nmis(log: Log) -> int:
    """By all CPUs, in the lives that came to report them."""
    return sum(int(n) for line in log.lines for n in re.findall(r"^# nmi unasked=(\d+)", line))
