"""One bit of B's own image changes when B is not looking: behind the copier, and after B's hold.

The kernel waits for a machine check from outside at both moments, so they are no matter of luck.  The byte is of
the Multiboot2 header, with which B's slot begins: nobody changes it, and nobody needs it any more.
"""

import re
import tempfile
from pathlib import Path

import pytest

from gdb_stub import GdbStub

BYTE, BIT = 8, 3  # in the length of the header


@pytest.mark.parametrize(("point", "when"), [("copied", "on return"), ("reclaim", "at the end")])
def test_it_is_found_at_once(watch, point: str, when: str) -> None:
    slot = []  # B's, as its first life says

    def follow(line: str) -> None:
        slot.extend(re.findall(r"^# slot life=B base=0x([0-9a-f]+)", line))
        if line == f"# WAIT mce at={point}":
            with GdbStub(stub) as machine:
                machine.flip(int(slot[0], 16) + BYTE, BIT)

    with tempfile.TemporaryDirectory() as folder:  # a Unix socket's path is short
        stub = Path(folder) / "gdb"
        run = watch(follow, "METHOD=park", "OFFLINE=hlt", "SMP=1x2x2", "WITNESS=1M", "INJECT=mce", f"AT={point}",
                    f"QEMU_ARGS={GdbStub.arguments(stub)}")
    run.expect("corrupted")
    assert f"# image page 0x{int(slot[0], 16):x} differs {when}: byte" in run.text()
