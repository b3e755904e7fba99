"""An NMI from outside, at equally spaced moments of the whole story: it is survived, counted and reported, whatever
runs.

`make nmi-sweep` does thousands; a few of them are part of the boot tests (tests/boot/test_nmi.py).  QEMU's
inject-nmi goes to every
CPU whose LINT1 says NMI, which in this kernel is every CPU that has loaded its state (smp/local_apic.cpp).

    make nmi-sweep SWEEP="METHOD=park,jmp PLATFORM=qemu-multi RUNS=50 EACH=20"
"""

import re
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from handoff.judge.judge import Facts
from handoff.judge.log import Log
from handoff.judge.verdict import Verdict, conclude
from handoff.run.cell import Story, run_directory
from handoff.run.disk import Disk
from handoff.run.options import parse
from handoff.run.platform import Machine


class Disturbed(Story):
    """A story with NMIs at some moments, in seconds after its first character."""

    moments: list[float] = []
    sent = 0
    began = 0.0

    def watch(self, machine: Machine) -> Facts:
        """As in a story that nobody disturbs, beside the one who does."""
        sender = threading.Thread(target=self.send, args=(machine,))
        sender.start()
        try:
            return super().watch(machine)
        finally:
            sender.join()

    def send(self, machine: Machine) -> None:
        """Sends at each moment, as long as there is a machine.

        The story begins with the kernel's first character.  Before it there is no IDT: SeaBIOS in 32-bit mode has
        none, and a loader promises none.
        """
        serial = self.directory / "serial.log"
        while not machine.ended() and not (serial.exists() and serial.stat().st_size):
            time.sleep(0.0002)
        self.began = start = time.monotonic()
        for moment in self.moments:
            time.sleep(max(0.0, start + moment - time.monotonic()))
            try:
                machine.qmp.execute("inject-nmi")
            except OSError:
                return
            self.sent += 1


@dataclass
class Outcome:
    """What became of one disturbed run."""

    verdict: Verdict
    log: Log
    sent: int
    seconds: float

    def counted(self) -> int:
        """NMIs that all CPUs have counted, in the lives that came to report them."""
        return sum(int(n) for line in self.log.lines for n in re.findall(r"^# nmi unasked=(\d+)", line))


def disturbed(moments: list[float], *variables: str) -> Outcome:
    """One run with NMIs at these moments."""
    options, log = parse(variables), Log()
    directory = run_directory(options)
    with Disk(options, directory) as disk:
        story = Disturbed(options, directory, disk, log, lambda line: None)
        story.moments = moments
        facts = story.run()
    return Outcome(conclude(options, log, facts), log, story.sent, time.monotonic() - story.began)


def moments_of(run: int, runs: int, each: int, seconds: float) -> list[float]:
    """Those of one run; all runs together have `runs * each`, equally spaced."""
    return [(i + run / runs) * seconds / each for i in range(each)]


def sweep(runs: int, each: int, *variables: str) -> Iterator[Outcome]:
    """Disturbed runs, each at moments of its own."""
    seconds = min(disturbed([], *variables).seconds for _ in range(3))  # the host may be busy in one of them
    for run in range(runs):
        yield disturbed(moments_of(run, runs, each, seconds), *variables)


def main() -> int:
    """Sweeps each method on each platform; 1 if a run did not recover."""
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    runs, each = int(given.get("RUNS", "50")), int(given.get("EACH", "20"))
    bad = 0
    for platform in given.get("PLATFORM", "qemu-multi,qemu-single").split(","):
        for method in given.get("METHOD", "park,jmp,mailbox,init").split(","):
            words = (f"METHOD={method}", f"PLATFORM={platform}", f"OFFLINE={given.get('OFFLINE', 'hlt')}",
                     f"SMP={given.get('SMP', '1x2x2')}", "WITNESS=1M")
            sent = counted = recovered = 0
            for outcome in sweep(runs, each, *words):
                sent, counted = sent + outcome.sent, counted + outcome.counted()
                if outcome.verdict.word == "recovered":
                    recovered += 1
                else:
                    bad += 1
                    print(f"# {outcome.verdict} after {outcome.sent} NMIs, last: {outcome.log.last_line()}")
            print(f"{platform} {method}: {runs} runs, {sent} moments, {counted} counted, {recovered} recovered",
                  flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
