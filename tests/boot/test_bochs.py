"""Bochs, the second referee: real MONITOR/MWAIT, real x2APIC.  Its part of the matrix is in test_matrix.py."""

import re

import pytest

from bochs_2 import bochs_2

BOCHS = ("PLATFORM=bochs", "SMP=1x2x2", "WITNESS=1M")
METHODS = ("hlt", "init", "jmp", "mailbox", "park")


@bochs_2
def test_the_bug_happens_for_its_real_reason(boot) -> None:
    run = boot(*BOCHS, "METHOD=mwait", "OFFLINE=mwait")
    run.expect("crashed")
    assert run.verdict.reason == "triple-fault"
    text = run.text()
    assert "# PROBE mwait monitor=yes sleeps=yes wakes=0 " in text and "wakes-on-store=yes" in text
    asleep = re.search(r"# EV t=(\d+) life=A cpu=1 state=offline why=mwait", text)
    copying = re.search(r"# EV t=(\d+) life=A cpu=0 state=copying", text)
    line = re.search(r"# LINE cpu=\d at=0x[0-9a-f]+ is overwritten next t=(\d+)", text)
    end = re.search(r"# bochs: t=(\d+) CPU[1-3] .*3rd \(", text)
    assert asleep and copying and line and end, "sleep, copy, line and triple fault must all be in the log"
    assert asleep.start() < copying.start() < line.start() < end.start()
    assert int(asleep[1]) < int(copying[1]) < int(line[1]) < int(end[1])


@bochs_2
def test_with_the_same_layout_the_sleepers_find_their_own_code(boot) -> None:
    boot(*BOCHS, "METHOD=mwait", "LAYOUT=same").expect_recovered(4)


@pytest.mark.parametrize("apic", ["xapic", "x2apic"])
@pytest.mark.parametrize("method", METHODS)
def test_both_apic_modes_recover(boot, method, apic) -> None:
    boot(*BOCHS, f"METHOD={method}", f"APIC={apic}").expect_recovered(4)


@pytest.mark.parametrize(("event", "counter"), [("nmi", "nmi"), ("smi", "smi")])
def test_park_counts_what_it_survives(boot, event, counter) -> None:
    run = boot(*BOCHS, f"INJECT={event}", "AT=copied")
    run.expect_recovered(4)
    assert re.findall(rf"# wakes cpu=[1-3] .*\b{counter}=(\d+)", run.text()) == ["1"] * 3


@bochs_2
def test_its_clock_is_deterministic(boot) -> None:
    first, second = (boot(*BOCHS, "METHOD=park").log.events for _ in range(2))
    assert first == second


def test_a_machine_check_cannot_be_provoked_there(boot) -> None:
    run = boot(*BOCHS, "INJECT=mce")
    run.expect("skipped")
    assert run.verdict.reason == "event-not-possible-here" and "machine check" in run.log.skip
