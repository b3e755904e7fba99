"""What CPUs count that were provoked while they were between the kernels.  Outcomes are pinned in the matrix."""

import re

import pytest

from handoff.run.names import kernel

AFTER_INIT = "in-init"
at_every_point = pytest.mark.parametrize("point", [at for at in kernel().values("at") if at != AFTER_INIT])
both_platforms = pytest.mark.parametrize("platform", ["qemu-multi", "qemu-single"])


@both_platforms
@at_every_point
@pytest.mark.parametrize(("event", "counter"), [("nmi", "nmi"), ("smi", "smi"), ("mce", "mc")])
def test_park_survives_and_counts(boot, event, counter, point, platform) -> None:
    run = boot("METHOD=park", "OFFLINE=hlt", f"INJECT={event}", f"AT={point}", f"PLATFORM={platform}")
    run.expect_recovered(8)
    counted = re.findall(rf"# wakes cpu=[1-7] .*\b{counter}=(\d+)", run.text())
    assert counted == ["1"] * 7, "every parked CPU must have taken it, once"


@pytest.mark.parametrize("event", ["nmi", "smi", "mce"])
def test_between_init_and_sipi_nobody_counts(boot, event) -> None:
    """QEMU's INIT, pending until then, drops the event: what a second one does is in the matrix."""
    run = boot("METHOD=park", "OFFLINE=hlt", f"INJECT={event}", f"AT={AFTER_INIT}", "SMP=1x2x2")
    run.expect_recovered(4)
    counts = ("0", "0" if event == "smi" else "?", "0")  # SMBASE is ours then only
    assert re.findall(r"# wakes cpu=[1-3] nmi=(\d+) smi=(\d+|[?]) mc=(\d+)", run.text()) == [counts] * 3


@pytest.mark.parametrize("method", ["jmp", "mailbox"])
def test_who_comes_without_sipi_is_never_between(boot, method) -> None:
    run = boot(f"METHOD={method}", "OFFLINE=hlt", "INJECT=nmi", f"AT={AFTER_INIT}")
    run.expect("skipped")
    assert run.log.skip.startswith("n/a")


def test_a_second_machine_check_finds_the_first_one_cleared(boot) -> None:
    """With MCIP still set it would be a shutdown."""
    run = boot("METHOD=park", "OFFLINE=hlt", "INJECT=mce", "AT=copied", "STORM=2")
    run.expect_recovered(8)
    assert re.findall(r"# wakes cpu=[1-7] .*\bmc=(\d+)", run.text()) == ["2"] * 7


def test_a_latched_nmi_blocks_further_ones(boot) -> None:
    run = boot("METHOD=park,nmilatch", "OFFLINE=hlt", "INJECT=nmi", "AT=copied")
    run.expect_recovered(8)
    assert re.findall(r"# wakes cpu=[1-7] nmi=(\d+)", run.text()) == ["0"] * 7


@pytest.mark.parametrize("event", ["nmi", "smi"])
def test_a_storm_of_a_thousand(boot, event) -> None:
    run = boot("METHOD=park", "OFFLINE=hlt", f"INJECT={event}", "AT=copied", "STORM=1000")
    run.expect_recovered(8)
    assert re.findall(rf"# wakes cpu=[1-7] .*\b{event}=(\d+)", run.text()) == ["1000"] * 7


def test_an_event_that_does_not_apply_is_no_pass(boot) -> None:
    run = boot("METHOD=hlt", "OFFLINE=hlt", "INJECT=store")
    run.expect("skipped")
    assert run.log.skip.startswith("n/a")


@both_platforms
def test_init_to_a_halted_cpu_is_pending_in_qemu(boot, platform) -> None:
    run = boot("METHOD=none", "OFFLINE=hlt", "PROBE=init-halted", f"PLATFORM={platform}")
    in_its_loop = r" rip=ffffffff8\w+ cs=0008 cr0=8\w+ cr4=00000060 hlt=1"
    assert re.search("# qemu: registers before-init" + in_its_loop, run.text()), "it was in no HLT: no answer"
    assert re.search("# qemu: registers after-init" + in_its_loop, run.text())


@pytest.mark.parametrize("probe", ["init-nmi", "init-smi"])
def test_a_probe_may_kill_the_machine_and_says_what_it_did_last(boot, probe) -> None:
    run = boot("METHOD=none", "OFFLINE=hlt", f"PROBE={probe}")
    run.expect("crashed")
    assert run.log.last_line() == f"# PROBE {probe} sending"


@pytest.mark.parametrize("probe", ["hlt-smi", "init-halted", "smbase", "tsc"])
def test_probes_answer_and_lose_no_cpu(boot, probe) -> None:
    run = boot("METHOD=none", "OFFLINE=hlt", f"PROBE={probe}")
    run.expect("recovered", cpus="8/8")
    assert f"# PROBE {probe} " in run.text()
