"""The judge believes `recovered` only if log, checks and exit code all say it; every way to lie is caught."""

import pytest
from synthetic import KEYS, exited, log, whole

from handoff.judge.judge import End, Facts, judge

RECOVERED = f"# RESULT recovered {KEYS} reason=none"


def test_whole_log_is_recovered() -> None:
    assert judge(whole(), exited(0)) == ("recovered", "none")


def test_firmware_text_before_the_log_does_not_matter() -> None:
    assert judge(log("\x1b[2J\x1b[01;01HBooting `handoff'\r", *whole().lines), exited(0))[0] == "recovered"


def test_empty_lines_and_escapes_after_the_result_do_not_matter() -> None:
    assert judge(whole(after=("", "\x1b[0m\r")), exited(0))[0] == "recovered"


def test_recovered_without_an_exit_port() -> None:
    assert judge(whole(), Facts(End.STOPPED))[0] == "recovered"


@pytest.mark.parametrize(("wrong", "reason"), [
    (whole("ok 3 - c"), "2-checks-of-3"),
    (whole("ok 2 - b"), "check-3-instead-of-2"),
    (whole("ok 2 - b", "ok 1 - a"), "check-1-instead-of-2"),
    (whole("ok 2 - b", "not ok 2 - b"), "check-2-failed"),
    (whole("ok 2 - b", "# ok 2 - b"), "check-3-instead-of-2"),
    (whole("1..3"), "no-plan"),
    (whole("1..3", "1..0"), "no-plan"),
    (whole("1..3", "1..3\n1..3"), "two-plans"),
    (whole("KTAP version 1"), "0-ktap-versions"),
    (whole("KTAP version 1", "KTAP version 1\nKTAP version 1"), "2-ktap-versions"),
    (whole("ok 1 - a", "ok 1 - a\nBail out! no"), "bail-out"),
    (whole("RESULT", RECOVERED + "\n" + RECOVERED), "2-results"),
    (whole("RESULT", "# RESULT recovered\n# RESULT lost"), "2-results"),
    (whole("RESULT", "# RESULT excellent reason=none"), "unknown-verdict"),
    (whole("RESULT", "# RESULT"), "unknown-verdict"),
    (whole(after=("panic",)), "result-is-not-the-last-line"),
])
def test_recovered_that_the_log_contradicts(wrong, reason) -> None:
    assert judge(wrong, exited(0)) == ("crashed", f"contradiction-{reason}")


@pytest.mark.parametrize("code", [1, 77, 3])
def test_recovered_that_the_exit_code_contradicts(code) -> None:
    assert judge(whole(), exited(code)) == ("crashed", f"contradiction-exit-code-{code}")


def test_a_kernel_without_exit_code_cannot_pass() -> None:
    assert judge(whole(), Facts(End.EXIT, code=None))[0] == "crashed"


@pytest.mark.parametrize("end", [End.TRIPLE_FAULT, End.RESET, End.POWEROFF, End.DIED, End.NOT_STARTED])
def test_how_the_machine_ended_wins_over_any_result(end) -> None:
    assert judge(whole(), Facts(end)) == ("crashed", end.value)
    assert judge(whole("RESULT"), Facts(end)) == ("crashed", end.value)
    assert judge(log(), Facts(end)) == ("crashed", end.value)


@pytest.mark.parametrize(("text", "reason"), [
    (whole("RESULT"), "timeout-after-60s"),
    (whole(), "timeout-after-result"),
    (log("SeaBIOS"), "timeout-after-60s-in-silence"),
])
def test_timeout_is_hung(text, reason) -> None:
    assert judge(text, Facts(End.TIMEOUT, seconds=60)) == ("hung", reason)


@pytest.mark.parametrize("code", [0, 1, 77])
def test_silence_is_a_crash(code) -> None:
    assert judge(log("SeaBIOS", ""), exited(code)) == ("crashed", "silence")


@pytest.mark.parametrize("code", [0, 1, 77])
def test_a_log_cut_off_before_the_result_is_a_crash(code) -> None:
    assert judge(whole("RESULT"), exited(code)) == ("crashed", "exit-without-result")
    assert judge(whole("RESULT", "# RESU"), exited(code)) == ("crashed", "exit-without-result")


@pytest.mark.parametrize("word", ["lost", "corrupted"])
def test_failures_need_a_failed_check_and_code_1(word) -> None:
    result = f"# RESULT {word} {KEYS} reason=cpu-3-is-missing"
    failed = whole("RESULT", "not ok 3 - c\n" + result)
    assert judge(failed, exited(1)) == (word, "cpu-3-is-missing")
    assert judge(failed, exited(0)) == ("crashed", "contradiction-exit-code-0")
    assert judge(whole("RESULT", result), exited(1)) == ("crashed", "contradiction-no-failed-check")


@pytest.mark.parametrize("word", ["crashed", "hung"])
def test_a_kernel_may_report_its_own_panic(word) -> None:
    assert judge(log("KTAP version 1", "1..3", f"# RESULT {word} reason=page-fault"), exited(1)) == (word, "page-fault")


def test_refused_needs_a_bail_out_and_code_1() -> None:
    start, result = ("KTAP version 1", "1..3", "ok 1 - a"), "# RESULT refused reason=checksum"
    assert judge(log(*start, "Bail out! checksum", result), exited(1)) == ("refused", "checksum")
    assert judge(log(*start, result), exited(1)) == ("crashed", "contradiction-no-bail-out")
    assert judge(log(*start, "Bail out! checksum", result), exited(0)) == ("crashed", "contradiction-exit-code-0")


def test_skipped_needs_a_skipped_plan_and_code_77() -> None:
    skip, result = ("KTAP version 1", "1..0 # SKIP no MONITOR"), "# RESULT skipped reason=no-monitor"
    assert judge(log(*skip, result), exited(77)) == ("skipped", "no-monitor")
    assert judge(log(*skip, result), exited(0)) == ("crashed", "contradiction-exit-code-0")
    assert judge(whole("RESULT", result), exited(77)) == ("crashed", "contradiction-no-skipped-plan")
    assert judge(log(*skip, "ok 1 - a", result), exited(77)) == ("crashed", "contradiction-no-skipped-plan")
