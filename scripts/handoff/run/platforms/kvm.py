"""QEMU with the host's own CPU."""

import os
from pathlib import Path

from handoff.run.options import Options
from handoff.run.platform import Platform
from handoff.run.qemu.machine import PROGRAM, Qemu, version


def unusable(options: Options) -> str | None:
    """Not on every machine."""
    if os.access("/dev/kvm", os.R_OK | os.W_OK):
        return None
    return "no-access-to-/dev/kvm" if Path("/dev/kvm").exists() else "no-/dev/kvm"


PLATFORM = Platform(
    name="kvm", emulator="qemu", program=PROGRAM, version=version, unusable=unusable, defaults={"CPU": "host"},
    machine=lambda *run: Qemu("kvm", *run),
)
