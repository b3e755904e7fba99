"""What the kernel maps of the machine's memory: holes not at all.  The machine is looked at after RESULT, on B's
page tables."""

import re

import pytest

DIRECT_MAP = 0xffff800000000000  # kernel/memory/layout.hpp
GIB = 1 << 30


@pytest.mark.parametrize("variables", [("QEMU_ARGS=-machine q35 -m 3G",), ("QEMU_ARGS=-machine q35 -m 6G",),
                                       ("MEM=512M", "BOOT=uefi")], ids=["3G", "6G", "uefi"])
def test_holes_are_not_mapped(boot, variables) -> None:
    """From the end of memory below 4 GiB to the BIOS's flash there is no memory, but the local APIC.

    The firmware reserves PCI's configuration space there, which is mapped: OVMF 2025 at 0xe0000000, others lower.
    """
    seen = {}

    def look(machine, log) -> None:
        asked = {"memory": 64 << 20, "apic": 0xfee00000, "behind-apic": 0xfee01000, "pci-hole": 0xf8000000,
                 "behind-memory": 1024 * GIB - 4096}
        seen.update({name: machine.monitor(f"gva2gpa {DIRECT_MAP + at:#x}") for name, at in asked.items()})

    run = boot(*variables, "OFFLINE=hlt", "METHOD=park", inspect=look)
    run.expect_recovered(8)
    mapped = {name for name, answer in seen.items() if re.search(r"gpa: 0x", answer)}
    assert seen and mapped == {"memory", "apic"}, seen
