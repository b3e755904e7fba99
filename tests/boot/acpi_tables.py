"""ACPI tables of our own for a machine that has none: QEMU's microvm, whose memory at 0xe0000 nobody else uses.

The kernel finds the RSDP there as it does on a PC (ACPI 6.5, Finding the RSDP on IA-PC Systems)."""

import struct
from dataclasses import dataclass
from pathlib import Path

RSDP_AT, ROOT_AT, MADT_AT = 0xe0000, 0xe0040, 0xe1000
ENABLED, ONLINE_CAPABLE = 1, 2
MACHINE = "-machine microvm,acpi=off,isa-serial=on,pic=on,pit=on,rtc=on -bios qboot.rom"  # 64 KiB, at 0xf0000


def with_checksum(table: bytes, at: int) -> bytes:
    """The table with the byte at `at` such that all of them sum to zero."""
    rest = table[:at] + b"\0" + table[at + 1:]
    return rest[:at] + bytes([-sum(rest) % 256]) + rest[at + 1:]


def table(signature: bytes, body: bytes, length: int | None = None) -> bytes:
    """A table with its header; `length` is what the header says, if not the truth."""
    size = 36 + len(body) if length is None else length
    header = struct.pack("<4sIBB6s8sI4sI", signature, size, 1, 0, b"TESTED", b"HANDOFF ", 1, b"TEST", 1)
    return with_checksum(header + body, 9)


def local_apic(apic_id: int, flags: int = ENABLED) -> bytes:
    """MADT, Processor Local APIC Structure."""
    return struct.pack("<BBBBI", 0, 8, 0, apic_id, flags)


def x2apic(apic_id: int, flags: int = ENABLED) -> bytes:
    """MADT, Processor Local x2APIC Structure."""
    return struct.pack("<BBHIII", 9, 16, 0, apic_id, flags, 0)


def wakeup_mailbox() -> bytes:
    """MADT, Multiprocessor Wakeup Structure."""
    return struct.pack("<BBHIQ", 0x10, 16, 0, 0, 0x80000)


def madt(*entries: bytes, length: int | None = None) -> bytes:
    """A MADT of these entries."""
    return table(b"APIC", struct.pack("<II", 0xfee00000, 1) + b"".join(entries), length)


@dataclass
class Tables:
    """What the machine's memory holds before it starts, and the variables of a run that put it there."""

    madt: bytes | None = None
    madt_at: int = MADT_AT  # where the root table says that it is
    root_at: int = ROOT_AT
    decoys: tuple[int, ...] = ()  # addresses in the root table before the MADT's, where no table is

    def build(self) -> dict[int, bytes]:
        """Address and bytes of each part."""
        addresses = self.decoys if self.madt is None else (*self.decoys, self.madt_at)
        pointers = b"".join(struct.pack("<Q", address) for address in addresses)
        rsdp = struct.pack("<8sB6sBIIQB3s", b"RSD PTR ", 0, b"TESTED", 2, 0, 36, self.root_at, 0, b"")
        rsdp = with_checksum(rsdp[:20], 8) + rsdp[20:]  # the first 20 bytes have one of their own
        parts = {RSDP_AT: with_checksum(rsdp, 32), self.root_at: table(b"XSDT", pointers)}
        if self.madt is not None and (self.madt_at < 1 << 20 or self.root_at != ROOT_AT or self.decoys):
            parts[self.madt_at] = self.madt
        return parts

    def variables(self, directory: Path) -> str:
        """QEMU_ARGS=… of a machine with these tables."""
        words = [MACHINE]
        for address, data in self.build().items():
            file = directory / f"{address:x}.bin"
            file.write_bytes(data)
            words.append(f"-device loader,file={file},addr={address:#x},force-raw=on")
        return "QEMU_ARGS=" + " ".join(words)
