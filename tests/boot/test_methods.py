"""Every method on both thread modes: four hand all eight CPUs over, and the bug of 2019 is a triple fault."""

import pytest

PLATFORMS = ("qemu-multi", "qemu-single")
both_platforms = pytest.mark.parametrize("platform", PLATFORMS)
both_offlines = pytest.mark.parametrize("offline", ["mwait", "hlt"])
recovering = pytest.mark.parametrize("method", ["hlt", "init", "jmp", "mailbox", "park"])
twice = pytest.mark.parametrize("attempt", [1, 2])


@twice
@both_platforms
@both_offlines
@recovering
def test_recovers(boot, method, offline, platform, attempt) -> None:
    run = boot(f"METHOD={method}", f"OFFLINE={offline}", f"PLATFORM={platform}")
    run.expect_recovered(8)
    run.expect("recovered", method=method, offline=offline, cycles="1/1")


@twice
@both_platforms
def test_mwait_crashes(boot, platform, attempt) -> None:
    """The negative control: siblings that wait in A's text die when B overwrites it."""
    run = boot("METHOD=mwait", f"PLATFORM={platform}")
    run.expect("crashed", method="mwait")
    assert run.verdict.reason == "triple-fault"
    assert "life=A cpu=0 state=copying" in run.text(), "it must die in the handoff, not before it"


def test_mwait_in_the_same_slot_finds_its_own_text(boot) -> None:
    boot("METHOD=mwait", "LAYOUT=same", "OFFLINE=hlt").expect_recovered(8)


def test_siblings_in_mwait_in_the_same_slot_live_or_die_by_their_stack_frames(boot) -> None:
    """B's lines and stacks are not A's: which of both happens changes with the compiler's frames (docs/design.md)."""
    assert boot("METHOD=mwait", "LAYOUT=same", "OFFLINE=mwait").verdict.word in ("crashed", "recovered")


@recovering
def test_recovers_in_the_same_slot(boot, method) -> None:
    boot(f"METHOD={method}", "OFFLINE=hlt", "LAYOUT=same").expect_recovered(8)


@pytest.mark.long
@pytest.mark.parametrize("method", ["park", "jmp"])
def test_fifty_cycles_in_one_boot(boot, method) -> None:
    run = boot(f"METHOD={method}", "OFFLINE=hlt", "CYCLES=50")
    run.expect("recovered", cpus="8/8", cycles="50/50")


def test_the_siblings_may_stay_online(boot) -> None:
    boot("SMT=1").expect_recovered(8)
