"""What is said to wake CPUs that should rest: provoked while they are between the kernels."""

import re

import pytest

POINTS = ("parked", "copying", "copied", "reclaim")
at_every_point = pytest.mark.parametrize("point", POINTS)
both_platforms = pytest.mark.parametrize("platform", ["qemu-multi", "qemu-single"])


@both_platforms
@at_every_point
@pytest.mark.parametrize(("event", "counter"), [("nmi", "nmi"), ("smi", "smi"), ("mce", "mc")])
def test_park_survives_and_counts(boot, event, counter, point, platform) -> None:
    run = boot("METHOD=park", "OFFLINE=hlt", f"INJECT={event}", f"AT={point}", f"PLATFORM={platform}")
    run.expect_recovered(8)
    counted = re.findall(rf"# wakes cpu=[1-7] .*\b{counter}=(\d+)", run.text())
    assert counted == ["1"] * 7, "every parked CPU must have taken it, once"


@at_every_point
@pytest.mark.parametrize("method", ["jmp", "mailbox"])
def test_a_store_to_the_wait_word_releases_nobody(boot, method, point) -> None:
    boot(f"METHOD={method}", "OFFLINE=hlt", "INJECT=store", f"AT={point}").expect_recovered(8)


@both_platforms
@pytest.mark.parametrize("point", ["copied", "reclaim"])
def test_hlt_dies_of_an_nmi_when_its_kernel_is_gone(boot, point, platform) -> None:
    run = boot("METHOD=hlt", "OFFLINE=hlt", "INJECT=nmi", f"AT={point}", f"PLATFORM={platform}")
    run.expect("crashed")
    assert run.verdict.reason == "triple-fault"


def test_hlt_survives_an_nmi_while_its_kernel_is_whole(boot) -> None:
    boot("METHOD=hlt", "OFFLINE=hlt", "INJECT=nmi", "AT=parked").expect_recovered(8)


@pytest.mark.parametrize(("option", "event"), [("noidt", "nmi"), ("noidt", "mce"), ("nomce", "mce")])
def test_the_part_that_park_lacks_is_the_part_it_dies_of(boot, option, event) -> None:
    boot(f"METHOD=park,{option}", "OFFLINE=hlt", f"INJECT={event}", "AT=copied").expect("crashed")


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


@pytest.mark.parametrize("probe", ["hlt-smi", "init-halted", "smbase", "tsc"])
def test_probes_answer_and_lose_no_cpu(boot, probe) -> None:
    run = boot("METHOD=none", "OFFLINE=hlt", f"PROBE={probe}")
    run.expect("recovered", cpus="8/8")
    assert f"# PROBE {probe} " in run.text()
