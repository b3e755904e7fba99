"""The judge against logs of real runs, as they were and tampered with: whole, cut, hung, lying, with two RESULTs."""

from pathlib import Path

import pytest

from handoff.judge.judge import EXIT_CODES, End, Facts, judge
from handoff.judge.log import Log, parse

RECORDED = Path(__file__).with_name("recorded")
ENDED_WELL = Facts(End.EXIT, code=0)


def recorded(name: str) -> str:
    """The serial port's output of one run."""
    return (RECORDED / f"{name}.log").read_text()


def exit_of(log: Log) -> Facts:
    """The kernel wrote to the exit port what goes with its RESULT."""
    return Facts(End.EXIT, code=EXIT_CODES[log.results[0].verdict])


@pytest.mark.parametrize(("name", "word", "reason"), [
    ("complete", "recovered", "every-check-passed"),
    ("survived-nmi", "recovered", "every-check-passed"),
    ("lost", "lost", "cpus-missing"),
    ("corrupted", "corrupted", "memory-differs"),
    ("refused", "refused", "page-checksum-extent-3"),
    ("skipped", "skipped", "event-does-not-apply"),
])
def test_a_whole_log_is_believed(name, word, reason) -> None:
    log = parse(recorded(name))
    assert judge(log, exit_of(log)) == (word, reason)


@pytest.mark.parametrize(("name", "facts", "word", "reason"), [
    ("crashed", Facts(End.TRIPLE_FAULT), "crashed", "triple-fault"),
    ("crashed", Facts(End.RESET), "crashed", "reset"),
    ("hung", Facts(End.TIMEOUT, seconds=3), "hung", "timeout-after-3s"),
    ("complete", Facts(End.TIMEOUT, seconds=3), "hung", "timeout-after-result"),
    ("complete", Facts(End.TRIPLE_FAULT), "crashed", "triple-fault"),
])
def test_a_machine_that_ended_badly(name, facts, word, reason) -> None:
    assert judge(parse(recorded(name)), facts) == (word, reason)


@pytest.mark.parametrize("name", ["complete", "survived-nmi"])
def test_wherever_a_log_is_cut_off_it_is_no_pass(name) -> None:
    lines = recorded(name).splitlines()
    end = next(i for i, line in enumerate(lines) if line.startswith("# RESULT"))
    for length in range(end):
        word = "crashed" if "KTAP version 1" in lines[:length] else "unproven"
        assert judge(parse("\n".join(lines[:length])), ENDED_WELL)[0] == word, f"cut off after line {length}"


def test_without_any_one_check_it_is_no_pass() -> None:
    lines = recorded("complete").splitlines()
    for number, line in enumerate(lines):
        if line.startswith(("ok ", "1..", "KTAP")):
            assert judge(parse("\n".join(lines[:number] + lines[number + 1:])), ENDED_WELL)[0] == "crashed", line


@pytest.mark.parametrize("name", ["lost", "corrupted"])
def test_a_kernel_that_always_answers_recovered_is_caught(name) -> None:
    lying = recorded(name).replace(f"# RESULT {name} ", "# RESULT recovered ")
    assert judge(parse(lying), ENDED_WELL)[0] == "crashed"


def test_a_crash_with_recovered_written_under_it_is_caught() -> None:
    result = next(line for line in recorded("complete").splitlines() if line.startswith("# RESULT"))
    assert judge(parse(recorded("crashed") + result + "\n"), ENDED_WELL)[0] == "crashed"


def test_two_results_are_one_too_many() -> None:
    result = next(line for line in recorded("complete").splitlines() if line.startswith("# RESULT"))
    assert judge(parse(recorded("complete") + result + "\n"), ENDED_WELL) == ("crashed", "contradiction-2-results")
