"""The log says how long every step took, in which life, and how long CPUs were in neither kernel."""

import re

import pytest

from handoff.judge.log import pairs

OF_B = ["bring-up/B1", "soft-offline/B1", "witness-fill/B1", "freeze/B1", "write/B1", "checksum/B1"]
OF_A_AND_B = ["bring-up/A", "soft-offline/A", "verify/A", "poison/A", "gather/A", "leave/A", "log/A", "copy/A",
              "jump/A", "hold/B2", "reclaim/B2", "settle/B2", "witness-check/B2", "window/B2"]


def phases(run) -> dict[str, dict[str, str]]:
    """The `# PHASE` lines by name/life, in their order."""
    lines = [pairs(line) for line in run.log.lines if line.startswith("# PHASE ")]
    return {f"{line['name']}/{line['life']}": line for line in lines}


@pytest.mark.parametrize("method", ["park", "hlt", "jmp"])
def test_every_phase_is_timed(boot, method) -> None:
    run = boot(f"METHOD={method}", "OFFLINE=hlt")
    run.expect_recovered(8)
    times = phases(run)
    assert list(times) == [*OF_B, "soft-boot/B1", *OF_A_AND_B]
    # With jmp CPUs come by themselves, while B still jumps and holds.
    inside = ("copy/A",) if method == "jmp" else ("copy/A", "jump/A", "hold/B2")
    parts = sum(int(times[name]["ticks"]) for name in inside)
    assert parts < int(times["window/B2"]["ticks"])
    assert all(int(times[name]["mb_s"]) > 0 for name in ("write/B1", "verify/A", "copy/A"))
    assert re.search(r"# PLAIN movsb=\d+ movsq=\d+ unrolled=\d+ mb_s ", run.text())
    assert re.search(r"# CPU-PHASE leave life=A cpus=7 min=\d+ median=\d+ max=\d+", run.text())
    assert re.search(r"# CPU-PHASE away life=B2 cpus=7 ", run.text())


def test_a_power_cycle_begins_a_new_clock(boot) -> None:
    run = boot("STORE=nvme", "OFFLINE=hlt", "WITNESS=1M")
    run.expect_recovered(8)
    assert list(phases(run)) == [*OF_B, "search/B1", "save/B1", *OF_A_AND_B]


def test_one_cpu_has_no_window(boot) -> None:
    run = boot("SMP=1x1x1", "OFFLINE=hlt")
    run.expect_recovered(1)
    assert "window/B2" not in phases(run) and "# CPU-PHASE" not in run.text()
