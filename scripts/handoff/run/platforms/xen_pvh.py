"""A PVH guest of Xen's: no firmware, no UART, no PIT; Xen boots the kernel by its PVH entry."""

from handoff.run.platform import Platform
from handoff.run.xen.domain import PROGRAM, Domain, unusable, version

PLATFORM = Platform(
    name="xen-pvh", emulator="xen", program=PROGRAM, version=version, unusable=unusable, boots=("kernel",),
    defaults={"BOOT": "kernel", "SMP": "1x4x1", "MEM": "256M"},
    cannot=("CPU", "QEMU_ARGS", "SCREEN", "RESETS", "DISK_FILE"),
    quick=True, machine=lambda *run: Domain("pvh", *run),
)
