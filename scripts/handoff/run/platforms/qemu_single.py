"""QEMU's TCG with one thread for all CPUs, which differs where two race: they never run at once."""

from handoff.run.platform import Platform
from handoff.run.qemu.machine import PROGRAM, Qemu, version

ACCELERATOR = "tcg,thread=single"

PLATFORM = Platform(
    name="qemu-single", emulator="qemu", program=PROGRAM, version=version, by_default=True, quick=True,
    accelerator=ACCELERATOR, machine=lambda *run: Qemu(ACCELERATOR, *run),
)
