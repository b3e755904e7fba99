"""An HVM guest of Xen's: a PC with SeaBIOS, whose devices are another QEMU's."""

from handoff.run.platform import Platform, usual_seconds
from handoff.run.xen.domain import PROGRAM, Domain, unusable, version

PLATFORM = Platform(
    name="xen-hvm", emulator="xen", program=PROGRAM, version=version, unusable=unusable, boots=("iso",),
    defaults={"BOOT": "iso", "SMP": "1x4x1", "MEM": "256M"},
    cannot=("CPU", "QEMU_ARGS", "SCREEN", "RESETS", "DISK_FILE"),
    seconds=lambda options: 120 + usual_seconds(options),
    machine=lambda *run: Domain("hvm", *run),
)
