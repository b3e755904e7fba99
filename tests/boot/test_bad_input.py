"""What the kernel cannot do it refuses or skips, with the reason in words, before any CPU is started."""

import re

import pytest

from handoff.run.names import kernel

NO_MONITOR = "CPU=max,vendor=GenuineIntel,-monitor"


@pytest.mark.parametrize("word", ["frobnicate=1", "frobnicate", "cycles=many", "witness=1X", "cycles=0",
                                  "offline=sleep", "layout=upside-down", "fault=oops", "hold=-1", "method="])
def test_unknown_or_malformed_words_are_refused_by_name(boot, word) -> None:
    run = boot(f"APPEND={word}")
    run.expect("refused")
    assert word.split("=")[0] in run.log.bail
    assert not any("cpu=1" in line for line in run.log.lines), "no other CPU may have been started"


def test_the_kernel_and_the_runner_know_the_same_methods(boot) -> None:
    """method= comes twice here; the last one counts, and the kernel lists what it knows."""
    run = boot("APPEND=method=nonsense")
    run.expect("refused")
    listed = re.search(r"known: (.*)", run.log.bail)
    assert listed and sorted(listed[1].split()) == sorted(kernel().values("method"))


def test_a_loaders_file_name_is_no_option(boot) -> None:
    """Some loaders pass it as the first word; the last -append counts."""
    boot("QEMU_ARGS=-append '/boot/handoff.elf method=park offline=hlt'").expect_recovered(8)


@pytest.mark.parametrize(("variables", "word", "reason"), [
    (("METHOD=none", "INJECT=nmi"), "refused", "method-none-with-inject"),  # nobody would have sent it
    (("METHOD=none", "CYCLES=2"), "refused", "method-none-with-cycles"),
    (("METHOD=park", "PROBE=tsc"), "refused", "handoff-with-probe"),  # nobody would have asked it
    (("METHOD=none", "PROBE=tsc", "SMP=1x1x1"), "skipped", "no-cpu-to-ask"),
    (("METHOD=park", "INJECT=smi", "SMP=1x1x1"), "unproven", "event-not-provoked"),  # SeaBIOS has the boot CPU's SMM
])
def test_what_would_never_be_done_is_not_called_done(boot, variables, word, reason) -> None:
    boot(*variables).expect(word, reason=reason)


@pytest.mark.parametrize("variable", ["METHOD=mwait", "OFFLINE=mwait"])
def test_without_monitor_mwait_is_skipped(boot, variable) -> None:
    run = boot(variable, NO_MONITOR)
    run.expect("skipped")
    assert "MONITOR" in run.log.skip


def test_without_monitor_hlt_recovers(boot) -> None:
    boot("OFFLINE=hlt", NO_MONITOR).expect_recovered(8)


def test_too_little_memory_is_refused_with_the_sizes(boot) -> None:
    run = boot("WITNESS=4G", "MEM=512M")
    run.expect("refused")
    assert re.search(r"\d", run.log.bail)
