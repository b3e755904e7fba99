"""A CPU has said `left` and stands before its HLT, as a hypervisor may let it, until the image has overwritten it.

The model says that this can be without any event (docs/model.md): it is the end of `hlt`. With `init` the INIT that A
has sent meanwhile comes before the CPU's next instruction.
"""

from pathlib import Path

import pytest

from handoff.model.code import SAY_LEFT, instructions, symbol
from handoff.run.names import elf_of
from stopped_cpu import StoppedCpu

PAST_THE_COPY = 6.0  # seconds; on an idle host it takes a twentieth of one
HOLD = "HOLD=20000"  # ms, in which B has not sent INIT yet


def halt_after_left(elf: Path) -> int:
    """The HLT that comes when it has said so."""
    return next(one.address for one in instructions(elf, symbol(elf, SAY_LEFT), 192) if one.name == "hlt")


@pytest.mark.long
@pytest.mark.parametrize(("method", "seconds", "verdict"), [
    ("hlt", 0.0, "recovered"), ("hlt", PAST_THE_COPY, "crashed"), ("init", PAST_THE_COPY, "recovered")])
def test_it_goes_on(watch, tmp_path, method: str, seconds: float, verdict: str) -> None:
    stub = tmp_path / "gdb.sock"
    elf = elf_of("gcc")
    stood = []

    def follow(line: str) -> None:
        if line.startswith("# image verified"):
            with StoppedCpu(stub) as machine:
                stood.append(machine.run_to(halt_after_left(elf)))
                if seconds:
                    machine.go_on_without(stood[-1], seconds)

    run = watch(follow, f"METHOD={method}", "OFFLINE=hlt", "SMP=1x2x1", HOLD, "WITNESS=1M", "TIMEOUT=200",
                f"QEMU_ARGS={StoppedCpu.arguments(stub)}")
    assert stood, "no CPU has come there"
    run.expect(verdict)
