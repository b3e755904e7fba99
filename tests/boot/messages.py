"""Sends NMIs and SMIs to QEMU's CPUs from outside, to whichever of them: as message-signalled interrupts.

A device interrupts by a write to 0xfeexx000, xx being an APIC id or 0xff for all; the data say what is delivered, and
that may be an NMI or an SMI (SDM vol. 3, "Message Signalled Interrupts").  QEMU's test socket writes to the machine's
memory as a device does, while its CPUs run.  Its monitor cannot: inject-nmi goes to every CPU whose LINT1 says NMI,
and what a write to the SMI command port raises (`o /b 0xb2 1`) is meant for the CPU that executes it, but the monitor
is none (hw/isa/lpc_ich9.c: ich9_apm_ctrl_changed).
"""

import socket
from pathlib import Path

ALL_CPUS = 0xff
DELIVERY = {"smi": 0x200, "nmi": 0x400}  # bits 10:8 of the message's data


class Messages:
    """The socket, for one machine after the other."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.socket: socket.socket | None = None

    def arguments(self) -> str:
        """For QEMU."""
        return f"-qtest unix:{self.path},server=on,wait=off -qtest-log none"

    def connect(self) -> None:
        """To the machine that runs now."""
        self.close()
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        self.socket.connect(str(self.path))

    def close(self) -> None:
        """Nothing is sent any more."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def send(self, event: str, apic_id: int) -> None:
        """Returns when QEMU has delivered it; OSError if QEMU is gone."""
        assert self.socket is not None
        self.socket.sendall(f"writel {0xfee00000 | apic_id << 12:#x} {DELIVERY[event]:#x}\n".encode())
        if not self.socket.recv(64).startswith(b"OK"):
            raise OSError("the test socket was closed")
