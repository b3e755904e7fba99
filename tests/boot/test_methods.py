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


@pytest.mark.parametrize(("offline", "word"), [("hlt", "recovered"), ("mwait", "crashed")])
def test_mwait_in_the_same_slot_depends_on_what_b_left_in_the_line(boot, offline, word) -> None:
    """The same text comes back to the same place, but B's lines and stacks are not A's (docs/design.md)."""
    boot("METHOD=mwait", "LAYOUT=same", f"OFFLINE={offline}").expect(word)


@recovering
def test_recovers_in_the_same_slot(boot, method) -> None:
    boot(f"METHOD={method}", "OFFLINE=hlt", "LAYOUT=same").expect_recovered(8)


@pytest.mark.parametrize("method", ["park", "jmp"])
def test_fifty_cycles_in_one_boot(boot, method) -> None:
    run = boot(f"METHOD={method}", "OFFLINE=hlt", "CYCLES=50")
    run.expect("recovered", cpus="8/8", cycles="50/50")


def test_the_siblings_may_stay_online(boot) -> None:
    boot("SMT=1").expect_recovered(8)
