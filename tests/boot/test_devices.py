"""Devices that the firmware left running are stopped, and those that nobody named are not touched."""

import re
from pathlib import Path

import pytest

from handoff.run.disk import label
from saved_image import SMALL, digest

ECAM = 0xb0000000  # of QEMU's q35 under SeaBIOS
COMMAND, BUS_MASTER = 0x04, 1 << 2
USB = "-device qemu-xhci -device usb-kbd -device piix3-usb-uhci -device usb-ehci -device pci-ohci -device e1000"


def physical(machine, address: int) -> int:
    """A dword of the machine's memory."""
    return int(machine.monitor(f"xp /1wx {address:#x}").split(":")[1], 16)


def devices(machine) -> dict[str, tuple[str, int]]:
    """Of every PCI function of bus 0 its description and its command register."""
    found = re.findall(r"Bus +0, device +(\d+), function (\d):\s+(.*?): PCI", machine.monitor("info pci"))

    def command(device: str, function: str) -> int:
        return physical(machine, ECAM + (int(device) << 15 | int(function) << 12) + COMMAND)

    return {f"{device}.{function}": (what, command(device, function)) for device, function, what in found}


def test_no_device_reaches_memory_but_displays_and_bridges(boot) -> None:
    """SeaBIOS serves a keyboard through each of the USB controllers, and leaves them running."""
    seen = {}
    run = boot("OFFLINE=hlt", f"QEMU_ARGS={USB}", inspect=lambda machine, _: seen.update(devices(machine)))
    run.expect("recovered", cpus="8/8")
    assert sum("USB" in what for what, _ in seen.values()) == 4, seen
    assert not [where for where, (what, command) in seen.items() if command & BUS_MASTER and "bridge" not in what]
    assert int(re.search(r"# bus masters off=(\d+)", run.text())[1]) >= 4


def test_the_disk_gets_it_back(boot) -> None:
    run = boot(*SMALL, f"QEMU_ARGS={USB}")
    run.expect_recovered(2)
    assert run.text().count("# bus masters off=") == 2, "each boot's first life, and none of its own"


def two_disks(tmp_path: Path) -> tuple[Path, str]:
    """A second disk that is ours, behind a root bus of its own, which only ACPI's AML names."""
    disk = tmp_path / "second.img"
    label(disk, 8 << 20)
    return disk, ("QEMU_ARGS=-device pxb-pcie,id=root1,bus_nr=64,bus=pcie.0 -device pcie-root-port,id=port1,bus=root1,"
                  f"chassis=1,slot=1 -drive id=second,if=none,format=raw,file={disk} "
                  "-device nvme,drive=second,serial=second,bus=port1")


def test_a_disk_behind_another_root_bus(boot, tmp_path) -> None:
    disk, arguments = two_disks(tmp_path)
    before = digest(disk)
    run = boot(*SMALL, "DISK=nvme1n1", arguments)
    run.expect_recovered(2)
    assert "# disk nvme1n1 blocks=2048" in run.text()
    assert digest(disk) != before


@pytest.mark.long
def test_a_controller_that_is_not_named_is_not_opened(boot, tmp_path) -> None:
    """It is still enabled, as SeaBIOS has left it."""
    _, arguments = two_disks(tmp_path)
    control = []

    def look(machine, _) -> None:
        [bar] = re.findall(r"Bus +0, device +\d+, function 0:\s+Class 0264.*?BAR0: 64 bit memory at (0x[0-9a-f]+)",
                           machine.monitor("info pci"), re.S)
        control.append(physical(machine, int(bar, 16) + 0x14))

    boot(*SMALL, "DISK=nvme1n1", arguments, "CYCLES=1", "FAULT=header", inspect=look).expect("refused")
    assert control[0] & 1 == 1
    boot(*SMALL, arguments, "FAULT=unready", inspect=look).expect("refused")
    assert control[1] & 1 == 0, "where none is named, each is looked at"


def test_a_disk_that_does_not_exist_is_named(boot) -> None:
    run = boot(*SMALL, "DISK=nvme9n1")
    run.expect("refused")
    assert run.verdict.reason == "disk-nvme9n1-not-there"
