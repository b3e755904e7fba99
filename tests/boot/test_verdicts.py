"""The judge's list of checks is the kernel's, and what the kernel says of itself where no check can is believed."""

from handoff.judge.checks import CYCLE, PROBES, START

SMALL = ("OFFLINE=hlt", "SMP=1x2x2", "WITNESS=1M")


def names(run) -> list[str]:
    """Of the checks that the kernel printed."""
    return [check.name for check in run.log.checks]


def test_the_kernel_prints_the_checks_that_the_judge_knows(boot) -> None:
    run = boot(*SMALL, "CYCLES=2")
    run.expect("recovered", cycles="2/2")
    assert names(run) == [*START, *CYCLE, *CYCLE]
    assert names(boot("METHOD=none", *SMALL)) == [*START, *PROBES]


def test_a_machine_check_that_qemu_refuses_proves_nothing(boot) -> None:
    run = boot(*SMALL, "INJECT=mce", "AT=parked", "CPU=qemu64,family=6,model=6,+mce,+mca")
    run.expect("unproven", cpus="4/4", cycles="0/1")
    assert run.verdict.reason == "machine-check-refused"
    assert [check.name for check in run.log.checks if not check.ok] == [
        "every event that was to be provoked was, and came where it is counted"]
