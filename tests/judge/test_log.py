"""The log reader sees the contract's lines, whatever firmware wrote around them, and nothing that only looks alike."""

from synthetic import log

from handoff.judge.log import Check, clean, parse


def test_escapes_are_removed() -> None:
    assert clean("\x1b[2J\x1b[01;01H\x1b[=3h\x1b[0m\x1b[37mWelcome\x07 to GRUB!\r") == "Welcome to GRUB!"


def test_checks() -> None:
    found = log("ok 1 - every page", "not ok 2 - every cpu", "ok 3 - resume # SKIP one CPU", "ok 4").checks
    assert found == [Check(1, True, "every page"), Check(2, False, "every cpu"),
                     Check(3, True, "resume # SKIP one CPU"), Check(4, True, "")]


def test_what_only_looks_like_a_check() -> None:
    assert not log(" ok 1 - indented", "okay 2", "# ok 3 - quoted", "x ok 4", "ok then").checks


def test_plan_skip_and_bail_out() -> None:
    assert log("1..12").plans == [12]
    assert log("1..0 # SKIP no MONITOR").skip == "no MONITOR"
    assert log("Bail out! method=nonsense is unknown").bail == "method=nonsense is unknown"


def test_events() -> None:
    assert log("# EV t=17 life=A cpu=3 state=parked why=leave by=0").events == [
        {"t": "17", "life": "A", "cpu": "3", "state": "parked", "why": "leave", "by": "0"}]


def test_result() -> None:
    result = log("# RESULT lost cpus=7/8 reason=cpu-3-is-missing").results[0]
    assert (result.verdict, result.keys) == ("lost", {"cpus": "7/8", "reason": "cpu-3-is-missing"})


def test_garbage_is_read_without_complaint() -> None:
    assert parse("\x00\xff=\n# EV = ==\n# RESULT ===\n1..x\n# options").checks == []
