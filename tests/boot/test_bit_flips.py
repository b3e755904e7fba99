"""One bit of B's own memory changes while B holds, and nobody of B did it: B finds it, wherever it is.

A bit on pages that B may change is told by what they were when B began to hold.  It goes unseen only in the unused
part of the boot CPU's stack and in its stacks for NMI and #MC.
"""

import random
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gdb_stub import GdbStub
from handoff.judge.log import Log
from handoff.run.cell import Story, run_directory
from handoff.run.disk import Disk
from handoff.run.options import parse

PAGE, HOLD_MS = 4096, 1500
Flip = tuple[int, int]  # physical address of a byte, and which bit
Choose = Callable[[list[int]], list[Flip]]  # from the pages of B's image


class Flipped(Story):
    """A story in which bits change as soon as B says that it watches its image."""

    def __init__(self, *arguments, stub: Path, choose: Choose) -> None:
        super().__init__(*arguments)
        self.stub, self.choose, self.flips = stub, choose, []

    def show(self, line: str) -> None:
        """One line of the log: the one that B holds after is what we wait for."""
        super().show(line)
        if line.startswith("# image is watched"):
            ranges = re.findall(r"^# image base=0x([0-9a-f]+) pages=(\d+)", "\n".join(self.log.lines), re.M)
            self.flips = self.choose([int(base, 16) + PAGE * i for base, count in ranges for i in range(int(count))])
            with GdbStub(self.stub) as stub:
                for address, bit in self.flips:
                    stub.flip(address, bit)


def by_lot(seed: int, count: int = 20) -> Choose:
    """A bit each in `count` pages; never one that may be the accessed or dirty bit of a page table, which the CPU
    itself sets."""
    lot = random.Random(seed)

    def one(page: int) -> Flip:
        byte = lot.randrange(PAGE)
        return page + byte, lot.randrange(5 if byte % 8 == 0 else 8)

    return lambda pages: [one(page) for page in lot.sample(pages, count)]


def run_with(choose: Choose, method: str = "park") -> tuple[list[Flip], Log]:
    """The flips that were made, and the log of the run."""
    with tempfile.TemporaryDirectory() as folder:  # a Unix socket's path is short
        stub = Path(folder) / "gdb"
        options = parse((f"METHOD={method}", "OFFLINE=hlt", "SMP=1x2x2", "WITNESS=1M", f"HOLD={HOLD_MS}",
                         f"QEMU_ARGS={GdbStub.arguments(stub)}"))
        directory, log = run_directory(options), Log()
        with Disk(options, directory) as disk:
            story = Flipped(options, directory, disk, log, lambda line: None, stub=stub, choose=choose)
            story.run()
    return story.flips, log


def is_recovered(log: Log) -> bool:
    """What the kernel says of itself; silence is not it."""
    return bool(log.results) and log.results[-1].verdict == "recovered"


def unseen(flips: list[Flip], log: Log) -> list[Flip]:
    """Flips that B did not name, where it says that it watches."""
    text = "\n".join(log.lines)
    named = {int(page, 16) for page in re.findall(r"^# image page 0x([0-9a-f]+) differs after hold:", text, re.M)}
    stacks = [(int(base, 16), int(size)) for base, size in
              re.findall(r"^# image base=0x([0-9a-f]+) bytes=(\d+) is not watched", text, re.M)]
    return [flip for flip in flips if flip[0] // PAGE * PAGE not in named
            and not any(base <= flip[0] < base + size for base, size in stacks)]


def missed(flips: list[Flip], log: Log, method: str) -> list[Flip]:
    """Flips that would have let B recover.  B may die of one before it names the others: those are tried one by one."""
    return [flip for flip in unseen(flips, log) if is_recovered(run_with(lambda pages: [flip], method)[1])]


@pytest.mark.parametrize("method", ["park", "jmp"])
def test_every_bit_is_found(method: str) -> None:
    flips, log = run_with(by_lot(seed=20), method)
    assert len(flips) == 20 and not is_recovered(log)
    assert not missed(flips, log, method), "\n".join(log.lines[-60:])


def test_without_a_flip_nothing_differs() -> None:
    flips, log = run_with(lambda pages: [])
    assert not flips and is_recovered(log), "\n".join(log.lines[-60:])
