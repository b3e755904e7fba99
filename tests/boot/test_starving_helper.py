"""method=jmp: a CPU that helps to copy and stands still with its share never gets on. The copy ends there, aloud."""

import re

import pytest

from handoff.model.code import instructions, symbol
from handoff.run.names import elf_of
from stopped_cpu import StoppedCpu

CODE = 4 * 4096  # where the safe pages have their code: smp/safe/safe_pages.hpp
PATIENCE = 12.0  # seconds; the copier's is ten
LAST_WORDS = "# copier: a cpu that helps did not end its piece: the copy ends here"


def share() -> int:
    """From the beginning of the safe code to where a helper that has counted itself takes its first piece."""
    elf = elf_of("gcc")
    code = instructions(elf, symbol(elf, "jmp_wait"), 160)
    return next(one.address for one in code if one.name == "call") - symbol(elf, "safe_code_start")


@pytest.mark.long
def test_b_does_not_get_memory_that_may_still_be_written(watch, tmp_path) -> None:
    stub = tmp_path / "gdb.sock"
    safe = []
    stood = []

    def follow(line: str) -> None:
        if found := re.match(r"# safe pages=(0x[0-9a-f]+)", line):
            safe.append(int(found[1], 16))
        if line.startswith("# image verified"):
            with StoppedCpu(stub) as machine:
                stood.append(machine.run_to(safe[0] + CODE + share()))
                machine.go_on_without(stood[-1], PATIENCE)

    run = watch(follow, "METHOD=jmp", "OFFLINE=hlt", "SMP=1x2x1", "WITNESS=16M", "TIMEOUT=40",
                f"QEMU_ARGS={StoppedCpu.arguments(stub)}")
    assert stood and LAST_WORDS in run.log.lines
    run.expect("hung")
