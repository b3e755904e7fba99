"""The end of the machine: by the exit port where an emulator is seen, else as the firmware's tables say."""

import time

import pytest

from handoff.judge.judge import End


@pytest.mark.parametrize("machine", ["q35", "pc"])
def test_qemu_is_seen_without_its_cpuid_bit(boot, machine) -> None:
    """Without the exit port the run would be `hung`: everything was right, and nobody could tell."""
    boot("CPU=max,vendor=GenuineIntel,-hypervisor", "OFFLINE=hlt", f"QEMU_ARGS=-machine {machine}").expect_recovered(8)


@pytest.mark.parametrize("machine", ["q35", "pc", "microvm,isa-serial=on"])
def test_exit_reset_restarts_the_machine(boot, machine) -> None:
    """As on a real machine, without the exit port.  The microvm has reduced hardware: only the FADT names it."""
    ends = []

    def await_end(running, _) -> None:
        deadline = time.monotonic() + 10
        while not running.ended() and time.monotonic() < deadline:
            time.sleep(0.1)
        ends.append(running.facts().end if running.ended() else End.TIMEOUT)

    run = boot("OFFLINE=hlt", "EXIT=reset", f"QEMU_ARGS=-machine {machine}", inspect=await_end)
    assert "# RESULT recovered" in run.text()
    # It may have gone before the runner has read the last line; a reset nobody waits for is `crashed`.
    assert ends == [End.RESET] or (not ends and run.verdict.reason == "reset")
