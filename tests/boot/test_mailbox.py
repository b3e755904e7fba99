"""A CPU that waits at the mailbox answers its own commands and no others.

Nobody else notices: while all wait there, it does not matter who answers.  So a command to nobody is written from
outside, while the kernel waits for a machine check and gives none itself.
"""

import re
import tempfile
import time
from pathlib import Path

from gdb_stub import GdbStub

MAILBOX = 5 * 4096  # in the safe pages: smp/safe/safe_pages.hpp
APIC_ID = MAILBOX + 4  # the command stands before it: smp/safe/mailbox.hpp
NOOP, TEST_BIT = 0, 1
SECONDS = 2  # for CPUs that look all the time


def test_a_command_to_nobody_is_answered_by_nobody(watch) -> None:
    safe, answers = [], []

    def command_test() -> int:
        """Writes the TEST command, lets the machine run, and reads what became of it."""
        with GdbStub(stub) as machine:
            machine.flip(safe[0] + MAILBOX, TEST_BIT)
        time.sleep(SECONDS)
        with GdbStub(stub) as machine:
            return machine.byte(safe[0] + MAILBOX)

    def follow(line: str) -> None:
        safe.extend(int(base, 16) for base in re.findall(r"^# safe pages=0x([0-9a-f]+)", line))
        if line == "# WAIT mce at=copied":
            answers.append(command_test())  # to the last CPU that A has asked
            with GdbStub(stub) as machine:
                machine.flip(safe[0] + APIC_ID, 7)
            answers.append(command_test())
            with GdbStub(stub) as machine:
                machine.flip(safe[0] + MAILBOX, TEST_BIT)

    with tempfile.TemporaryDirectory() as folder:  # a Unix socket's path is short
        stub = Path(folder) / "gdb"
        run = watch(follow, "METHOD=mailbox", "OFFLINE=hlt", "SMP=1x2x2", "WITNESS=1M", "INJECT=mce", "AT=copied",
                    f"QEMU_ARGS={GdbStub.arguments(stub)}")
    run.expect_recovered(4)
    assert answers == [NOOP, 1 << TEST_BIT]
