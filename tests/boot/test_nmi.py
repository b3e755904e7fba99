"""NMIs and SMIs from outside, whenever they like (tests/boot/nmi_sweep.py has the whole of it)."""

import pytest

from disturbance import DISTURBANCES, Outcome, may_die_here
from handoff.judge.log import Log
from handoff.judge.verdict import Verdict
from handoff.run.options import parse
from nmi_sweep import sweep

SMALL = ("OFFLINE=hlt", "SMP=1x2x2", "WITNESS=1M", "TIMEOUT=30")


def survived(event: str, who: str, runs: int, *variables: str) -> tuple[int, int]:
    """Sent and counted in some runs of twenty moments, all of which must recover.

    A host that was busy when the moments were spaced, and is not any more, sends few of them before a run is over: then
    they are spaced anew, and sent in as many runs more.
    """
    sent = counted = 0
    for _ in range(4):
        for outcome in sweep(DISTURBANCES[event, who], runs, 20, *variables, *SMALL):
            assert outcome.verdict.word == "recovered", "\n".join(outcome.log.lines[-40:])
            sent, counted = sent + outcome.sent, counted + outcome.counted
        if sent > 20:
            return sent, counted
    pytest.fail(f"only {sent} sent in four times {runs} runs")


@pytest.mark.parametrize("platform", ["qemu-multi", "qemu-single"])
@pytest.mark.parametrize("method", ["park", "jmp", "mailbox", "init"])
def test_nmis_at_any_moment_are_survived_and_counted(method, platform) -> None:
    sent, counted = survived("nmi", "all", 3, f"METHOD={method}", f"PLATFORM={platform}")
    assert counted >= sent  # by up to four CPUs each; the last of a run may come after its last report


@pytest.mark.parametrize("method", ["park", "jmp", "mailbox", "init", "hlt"])
def test_nmis_to_the_boot_cpu_alone(method) -> None:
    sent, counted = survived("nmi", "boot", 2, f"METHOD={method}")
    # One CPU, which lays two together that come close, as NMI does; in each run some come after the last report.
    assert sent / 2 < counted <= sent


@pytest.mark.parametrize("method", ["park", "jmp", "mailbox", "init"])
def test_smis_to_the_boot_cpu_at_any_moment(method) -> None:
    sent, counted = survived("smi", "boot", 2, f"METHOD={method}")
    assert counted > sent / 2  # two that come close are one, as with NMI


@pytest.mark.parametrize("method", ["park", "jmp", "mailbox"])
def test_smis_to_all_at_any_moment(method) -> None:
    sent, counted = survived("smi", "all", 2, f"METHOD={method}")
    assert counted >= 2 * sent  # by four CPUs, most of the time


@pytest.mark.parametrize("method, offline", [("hlt", "hlt"), ("mwait", "mwait")])
def test_who_waits_in_a_dies_only_while_a_is_overwritten(method, offline) -> None:
    cell = (f"METHOD={method}", *SMALL, f"OFFLINE={offline}")
    words: list[str] = []
    while "died while A is overwritten" not in words and len(words) < 4 * 6:
        words += [outcome.word() for outcome in sweep(DISTURBANCES["nmi", "all"], 6, 20, *cell)]
    assert "DIED" not in words
    assert "died while A is overwritten" in words, "twenty moments a run, and none of them in the window"


def test_init_dies_of_smis_to_all_only_in_wait_for_sipi() -> None:
    """Where QEMU lets them through, and no CPU's manual does (docs/matrix.md: init, two SMIs)."""
    words = [outcome.word() for outcome in sweep(DISTURBANCES["smi", "all"], 3, 20, "METHOD=init", *SMALL)]
    assert set(words) <= {"died in wait-for-SIPI", "recovered"}


LOG = ("# image verified us=1", "# EV t=1 life=A cpu=1 state=left why=hlt by=1",
       "# EV t=2 life=A cpu=0 state=copying why=hlt by=0",
       *(f"# EV t=3 life=B2 cpu={cpu} state=online why=arrived by={cpu}" for cpu in (1, 2, 3)))


@pytest.mark.parametrize("method, event, who, lines, may", [
    ("hlt", "nmi", "all", 2, False), ("hlt", "nmi", "all", 3, True), ("hlt", "nmi", "all", 5, True),
    ("hlt", "nmi", "all", 6, False), ("hlt", "nmi", "boot", 3, False), ("mwait", "nmi", "boot", 3, True),
    ("park", "nmi", "all", 3, False), ("init", "nmi", "all", 3, False), ("init", "smi", "boot", 3, False),
    ("init", "smi", "all", 0, False), ("init", "smi", "all", 1, True), ("init", "smi", "all", 6, False)])
def test_a_death_elsewhere_is_told_from_it(method, event, who, lines, may) -> None:
    log = Log()
    for line in LOG[:lines]:
        log.add(line)
    verdict = Verdict("crashed", "triple-fault", {})
    options = parse((f"METHOD={method}", "SMP=1x2x2"))
    outcome = Outcome(DISTURBANCES[event, who], options, verdict, log, 1, 1, 1.0)
    assert (may_die_here(outcome) is not None) == may
    assert (outcome.word() == "DIED") != may


def test_they_are_told_from_those_that_were_provoked() -> None:
    cell = ("METHOD=park", "INJECT=nmi", "AT=copied", "STORM=100", *SMALL)
    for outcome in sweep(DISTURBANCES["nmi", "all"], 2, 20, *cell):
        assert outcome.verdict.word == "recovered", "\n".join(outcome.log.lines[-40:])
        assert 0 < outcome.counted < 4 * 100, "the storm's own must not be among them"
