"""QEMU's TCG with a thread for each CPU: the default of every run.  An INIT to a halted CPU stays untaken there."""

from handoff.run.platform import Platform
from handoff.run.qemu.machine import PROGRAM, Qemu, version

ACCELERATOR = "tcg,thread=multi"

PLATFORM = Platform(
    name="qemu-multi", emulator="qemu", program=PROGRAM, version=version, by_default=True, quick=True,
    accelerator=ACCELERATOR, machine=lambda *run: Qemu(ACCELERATOR, *run),
)
