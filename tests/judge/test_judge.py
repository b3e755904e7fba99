"""Every verdict and what it needs; what makes `recovered` a lie is in forgeries.py."""

import pytest
from synthetic import WHOLE, ended, exited, log, whole

from handoff.judge.judge import EXIT_CODES, End, Facts, judge
from handoff.judge.log import Log

RESULT = "# RESULT"
CHECK = "ok 7 - every cpu is back"
EVENT = "ok 12 - every event that was to be provoked was, and came where it is counted"
MEMORY = "ok 5 - every witness page is as B left it"
PANIC = "# PANIC page fault at 0x0"


def failed(word: str, *checks: str) -> Log:
    """The log with these checks failed and this RESULT."""
    lines = [f"not {line}" if line in checks else line for line in WHOLE]
    return log(*lines[:-1], ended(word, "because").replace("cycles=1/1", "cycles=0/1"))


def test_whole_log_is_recovered() -> None:
    assert judge(whole(), exited(0)) == ("recovered", "every-check-passed")


def test_firmware_text_before_the_log_does_not_matter() -> None:
    assert judge(log("\x1b[2J\x1b[01;01HBooting `handoff'\r", *whole().lines), exited(0))[0] == "recovered"


def test_empty_lines_and_escapes_after_the_result_do_not_matter() -> None:
    assert judge(whole(after=("", "\x1b[0m\r")), exited(0))[0] == "recovered"


def test_recovered_without_an_exit_port() -> None:
    assert judge(whole(), Facts(End.STOPPED))[0] == "recovered"


@pytest.mark.parametrize("code", [1, 77, 3, None])
def test_recovered_that_the_exit_code_contradicts(code) -> None:
    assert judge(whole(), Facts(End.EXIT, code=code)) == ("crashed", f"contradiction-exit-code-{code}")


@pytest.mark.parametrize("end", [End.TRIPLE_FAULT, End.RESET, End.POWEROFF, End.TOO_MANY_BOOTS])
def test_how_the_machine_ended_wins_over_any_result(end) -> None:
    assert judge(whole(), Facts(end)) == ("crashed", end.value)
    assert judge(whole(RESULT), Facts(end)) == ("crashed", end.value)
    assert judge(log("KTAP version 1"), Facts(end)) == ("crashed", end.value)


@pytest.mark.parametrize("end", [End.DIED, End.NOT_STARTED])
@pytest.mark.parametrize("text", [whole(), whole(RESULT), log()])
def test_an_emulator_that_failed_has_shown_nothing(end, text) -> None:
    assert judge(text, Facts(end)) == ("unproven", end.value)


@pytest.mark.parametrize(("facts", "reason"), [
    *((exited(code), "silence") for code in (0, 1, 77)), (Facts(End.STOPPED), "silence"),
    (Facts(End.TRIPLE_FAULT), "triple-fault-in-silence"), (Facts(End.RESET), "reset-in-silence"),
    (Facts(End.POWEROFF), "poweroff-in-silence"), (Facts(End.TIMEOUT, seconds=60), "timeout-after-60s-in-silence"),
])
def test_a_machine_that_never_said_a_word_has_shown_nothing(facts, reason) -> None:
    assert judge(log("SeaBIOS", ""), facts) == ("unproven", reason)


def test_timeout_is_hung() -> None:
    assert judge(whole(RESULT), Facts(End.TIMEOUT, seconds=60)) == ("hung", "timeout-after-60s")
    assert judge(whole(), Facts(End.TIMEOUT, seconds=60)) == ("hung", "timeout-after-result")


@pytest.mark.parametrize("code", [0, 1, 77])
def test_a_log_cut_off_before_the_result_is_a_crash(code) -> None:
    assert judge(whole(RESULT), exited(code)) == ("crashed", "exit-without-result")
    assert judge(whole(RESULT, "# RESU"), exited(code)) == ("crashed", "exit-without-result")


@pytest.mark.parametrize(("word", "checks"), [
    ("lost", [CHECK]), ("corrupted", [MEMORY]), ("corrupted", [MEMORY, CHECK, EVENT]), ("unproven", [EVENT]),
    ("lost", [EVENT, CHECK]),
])
def test_the_worst_check_that_failed_is_the_verdict(word, checks) -> None:
    assert judge(failed(word, *checks), exited(EXIT_CODES[word])) == (word, "because")
    for other in {"lost", "corrupted", "unproven"} - {word}:
        assert judge(failed(other, *checks), exited(EXIT_CODES[other])) == (
            "crashed", f"contradiction-{word}-by-its-checks")


@pytest.mark.parametrize("word", ["lost", "corrupted", "unproven"])
def test_a_failure_that_no_check_saw_is_none(word) -> None:
    assert judge(failed(word), exited(EXIT_CODES[word])) == ("crashed", "contradiction-no-failed-check")


def test_lost_on_the_way_is_the_kernels_own_word() -> None:
    start = WHOLE[:WHOLE.index("ok 3 - the image resumed is the one written, two lives ago")]
    result = ended("lost", "a-cpu-did-not-leave").replace("=4/4 pages=885/885", "=? pages=?").replace("1/1", "0/1")
    text = log(*start, "# leave: cpu 3 did not leave, it is online", "# LOST a-cpu-did-not-leave", result)
    assert judge(text, exited(1)) == ("lost", "a-cpu-did-not-leave")
    assert judge(log(*start, result), exited(1)) == ("crashed", "contradiction-no-failed-check")


def test_a_kernel_may_report_its_own_panic() -> None:
    result = ended("crashed", "page-fault")
    assert judge(log("KTAP version 1", "1..3", PANIC, result), exited(1)) == ("crashed", "page-fault")
    assert judge(log("KTAP version 1", PANIC, result), exited(1)) == ("crashed", "page-fault"), "before the plan"
    assert judge(log(*WHOLE[:40], WHOLE[40][:20], PANIC, result), exited(1)) == ("crashed", "page-fault")
    assert judge(log("KTAP version 1", "1..3", result), exited(1)) == ("crashed", "contradiction-no-panic")


def test_refused_needs_a_bail_out_and_code_1() -> None:
    result = ended("refused", "checksum").replace("cycles=1/1", "cycles=?").replace("885/885", "?")
    start = WHOLE[:30]
    assert judge(log(*start, "Bail out! checksum", result), exited(1)) == ("refused", "checksum")
    assert judge(log(*start, result), exited(1)) == ("crashed", "contradiction-no-bail-out")
    assert judge(log(*start, "Bail out! checksum", result), exited(0)) == ("crashed", "contradiction-exit-code-0")


def test_skipped_needs_a_skipped_plan_and_code_77() -> None:
    skip, result = ("KTAP version 1", "1..0 # SKIP no MONITOR"), ended("skipped", "no-monitor")
    assert judge(log(*skip, result), exited(77)) == ("skipped", "no-monitor")
    assert judge(log(*skip, result), exited(0)) == ("crashed", "contradiction-exit-code-0")
    assert judge(whole(RESULT, result), exited(77)) == ("crashed", "contradiction-no-skipped-plan")
    assert judge(log(*skip, "ok 1 - a", result), exited(77)) == ("crashed", "contradiction-no-skipped-plan")


def test_an_event_that_the_emulator_refused() -> None:
    facts = Facts(End.EXIT, code=77, refused_event=True)
    assert judge(failed("unproven", EVENT), facts) == ("unproven", "machine-check-refused")
    assert judge(whole(), Facts(End.EXIT, code=0, refused_event=True))[0] == "recovered", "others may have come"


@pytest.mark.parametrize("facts", [Facts(End.DIED), Facts(End.NOT_STARTED), exited(1), Facts(End.TRIPLE_FAULT)])
def test_unproven_satisfies_no_negative_control(facts) -> None:
    """Who expects `crashed` gets it only from a machine that had begun."""
    assert judge(log("SeaBIOS"), facts)[0] == "unproven" and EXIT_CODES["unproven"] == 77
