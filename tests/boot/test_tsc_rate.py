"""The rate of the TSC is right on every machine, whichever timer it has, and the log says how it was found out."""

import pytest

from handoff.judge.log import pairs

MICROVM = "-machine microvm,acpi=off,isa-serial=on,pic=on,rtc=on"


def rates(run) -> list[tuple[int, str]]:
    """(ticks a second, how it was found out) of each life."""
    words = [pairs(line) for line in run.log.lines if line.startswith("# tsc_hz=")]
    return [(int(word["tsc_hz"]), word["by"]) for word in words]


def test_by_the_pit_as_by_the_pm_timer(boot) -> None:
    """microvm has no port 0x61, which reads as if a PIT had finished at once."""
    by_pm_timer = rates(boot("OFFLINE=hlt", "SMP=1x1x1"))
    by_pit = rates(boot("OFFLINE=hlt", "SMP=1x1x1", f"QEMU_ARGS={MICROVM},pit=on"))
    assert {by for _, by in by_pm_timer} == {"pm-timer"} and {by for _, by in by_pit} == {"pit"}
    every = [hz for hz, _ in by_pm_timer + by_pit]
    assert len(every) == 4 and max(every) < 1.02 * min(every)


def test_without_any_timer_it_is_a_guess_on_the_long_side(boot) -> None:
    run = boot("OFFLINE=hlt", "SMP=1x1x1", f"QEMU_ARGS={MICROVM},pit=off")
    run.expect_recovered(1)
    assert rates(run) == [(10_000_000_000, "guess")] * 2


def test_times_that_are_no_microseconds_say_so(boot) -> None:
    run = boot("METHOD=all", "OFFLINE=hlt", "SMP=1x1x1", "WITNESS=1M", f"QEMU_ARGS={MICROVM},pit=off")
    run.expect_recovered(1)
    assert [line for line in run.log.lines if line.startswith("# TIMES tsc=guess bring-up=")]


@pytest.mark.parametrize("model", ["", "corei7_skylake_x"])
def test_bochs_counts_instructions_whatever_its_cpuid_says(boot, model) -> None:
    """A model's CPUID leaves 15H and 16H are the hardware's; Bochs' TSC is its own."""
    run = boot("PLATFORM=bochs", "SMP=1x1x1", "OFFLINE=hlt", *([f"CPU={model}"] if model else []))
    assert all(9_900_000 < hz < 10_100_000 for hz, _ in rates(run)) and rates(run)
