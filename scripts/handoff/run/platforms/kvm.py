"""QEMU with KVM: the host's own CPU where there is /dev/kvm, else an emulated host with a KVM of its own.

kvm@6.1 is always the emulated host, with Linux 6.1; its version ends in -tcg.  Without it the version is this machine's
kernel.
"""

import os
import re
from dataclasses import replace
from pathlib import Path

from handoff.roots import RootError
from handoff.run import archive
from handoff.run.errors import NoMachine
from handoff.run.nested.host import HOSTS, release
from handoff.run.nested.machine import Nested
from handoff.run.options import Options
from handoff.run.platform import Machine, Platform
from handoff.run.qemu.machine import PROGRAM, Qemu
from handoff.run.versions import UNKNOWN

SUITES = {"6.1": "bookworm", "6.12": "trixie", "7.2": "sid"}  # of the emulated host's kernels
DEFAULT = "6.1"
PACKAGES = ("linux-image-amd64", "busybox-static")
HOST_QEMU = (PROGRAM[1],)  # the outer one is always this machine's; QEMU= is the one in the host


def has_kvm() -> bool:
    """May we use this machine's own?"""
    return os.access("/dev/kvm", os.R_OK | os.W_OK)


def tree(version: str) -> Path:
    """The root file system of the emulated host; RootError if it cannot be had."""
    return archive.root_of(SUITES[version], PACKAGES)


def nested(row: Platform, version: str) -> Platform:
    """The row with the emulated host."""

    def why_not(options: Options) -> str | None:
        if options["DISK_FILE"] or options["DEBUG"] == "1":
            return "not-in-the-emulated-host"
        try:
            return HOSTS.why_not((HOST_QEMU, tree(version))) or None
        except RootError as error:
            return "no-host-kernel:" + re.sub(r"\s+", "-", str(error))

    def machine(options: Options, *run: object) -> Machine:
        return Nested(HOST_QEMU, tree(version), options, *run)  # type: ignore[arg-type]

    def text(_: tuple[str, ...]) -> str:
        try:
            return f"{release(tree(version))}-tcg"
        except (RootError, NoMachine):
            return UNKNOWN

    return replace(row, machine=machine, unusable=why_not, version=text, at=lambda v: at(row, v))


def at(row: Platform, version: str) -> Platform | None:
    """kvm@version; None if no suite is known to hold that kernel."""
    known = next((release for release in SUITES if archive.matches(version, release)), None)
    return replace(nested(row, known), name=f"kvm@{version}", release=version) if known else None


def own_kernel(_: tuple[str, ...]) -> str:
    """The version of this machine's."""
    found = re.match(r"\d+\.\d+(\.\d+)?", os.uname().release)
    return found[0] if found else UNKNOWN


HARDWARE = Platform(
    name="kvm", emulator="qemu", program=PROGRAM, version=own_kernel, defaults={"CPU": "host"},
    machine=lambda *run: Qemu("kvm", *run), at=lambda version: at(HARDWARE, version), releases=tuple(SUITES),
)
PLATFORM = HARDWARE if has_kvm() else nested(HARDWARE, DEFAULT)
