"""The log reader sees the contract's lines, whatever firmware wrote around them, and nothing that only looks alike."""

import pytest
from synthetic import RESULT, log

from handoff.judge.log import Check, clean, parse


def test_escapes_are_removed() -> None:
    assert clean("\x1b[2J\x1b[01;01H\x1b[=3h\x1b[0m\x1b[37mWelcome\x07 to GRUB!\r") == "Welcome to GRUB!"


def test_checks() -> None:
    found = log("KTAP version 1", "ok 1 - every page", "not ok 2 - every cpu").checks
    assert found == [Check(1, True, "every page"), Check(2, False, "every cpu")]


LOOKALIKES = (" ok 1 - indented", "ok 2", "# ok 3 - quoted", "x ok 4", "ok then", "NOT OK 5 - x", "not  ok 6 - x",
              "ok 7 - x # SKIP", "# EV t=1", "#EV t=1 life=A cpu=0 state=online why=x by=0", "# Result", "1..x",
              "1.." + "9" * 5000, "# witness", "# life=C", "# option", "TAP version 14", "bail out", "\x1b[0mok 8 - x")


@pytest.mark.parametrize("line", LOOKALIKES)
def test_what_only_looks_like_a_line_of_the_grammar_is_malformed(line) -> None:
    found = log("KTAP version 1", line)
    assert not found.checks and len(found.all("malformed")) == (line != "# option"), "an option is a remark"


def test_remarks_are_for_people() -> None:
    assert not log("KTAP version 1", "# hello", "", "# PROBE tsc equal=yes", "# cpu with apic id 3 is not ours").all(
        "malformed")


def test_a_carriage_return_on_its_own_ends_a_line() -> None:
    found = log("KTAP version 1", "# harmless\rnot ok 1 - x\r", "ok 2 - y\r")
    assert [check.ok for check in found.checks] == [False, True]


def test_plan_skip_and_bail_out() -> None:
    assert log("1..12").plans == [12]
    assert log("1..0 # SKIP no MONITOR").skip == "no MONITOR"
    assert log("Bail out! method=nonsense is unknown").bail == "method=nonsense is unknown"


def test_events() -> None:
    assert log("# EV t=17 life=A cpu=3 state=parked why=leave by=0").events == [
        {"t": "17", "life": "A", "cpu": "3", "state": "parked", "why": "leave", "by": "0"}]


def test_result() -> None:
    result = log(RESULT).results[0]
    assert (result.verdict, result.keys["cpus"], result.keys["reason"]) == ("recovered", "4/4", "every-check-passed")


def test_garbage_is_read_without_complaint() -> None:
    assert parse("\x00\xff=\n# EV = ==\n# RESULT ===\n1..x\n# options").checks == []
