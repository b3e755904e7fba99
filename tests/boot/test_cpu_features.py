"""What a CPU lacks is said before 64-bit mode is entered, where it would be a triple fault without a word."""

import re

import pytest

CPUS = {"qemu32": "no-long-mode", "max,-nx": "no-nx", "max,vendor=GenuineIntel,-nx": "no-nx"}


@pytest.mark.parametrize(("cpu", "reason"), CPUS.items())
def test_a_cpu_that_cannot_run_this_is_refused(boot, cpu, reason) -> None:
    run = boot(f"CPU={cpu}", "OFFLINE=hlt")
    run.expect("refused", reason=reason)
    assert run.log.bail


def test_it_is_said_on_the_screen_too(boot) -> None:
    """VGA text: two bytes a character, of which the first is the character."""
    seen = []

    def look(machine, _log) -> None:
        dump = machine.monitor("xp /640xb 0xb8000")
        values = [int(value, 16) for line in dump.splitlines() for value in re.findall(r"0x([0-9a-f]{2})\b", line)]
        seen.append("".join(map(chr, values[0::2])))

    run = boot("CPU=qemu32", "OFFLINE=hlt", "SCREEN=1", inspect=look)
    assert run.log.bail
    assert "Bail out! this CPU has no 64-bit mode" in seen[0]
