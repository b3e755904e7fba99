"""STORE=nvme: one story over several starts of the machine, and what the runner makes of a machine that goes off."""

from pathlib import Path

import pytest
from synthetic import LOGS, WHOLE
from test_runner import run

from handoff.run import disk
from handoff.run.options import parse

NVME = (LOGS / "nvme.log").read_text()
FIRST, LAST = NVME.partition("# power off\n")[0] + "# power off\n", NVME.partition("# power off\n")[2]
LAST = "SeaBIOS\x1b[2J\n" + LAST
OFF_THEN_EXIT = {"FAKE_STATUS": "0|1", "FAKE_EVENT": "guest-shutdown|"}


def test_a_story_goes_on_after_the_power_was_off(tmp_path) -> None:
    status, lines = run(tmp_path, "STORE=nvme", FAKE_LOG=f"{FIRST}|{LAST}", **OFF_THEN_EXIT)
    assert status == 0 and lines[-1].startswith("VERDICT recovered ")
    assert (tmp_path / "serial.log").read_text() == FIRST + LAST, "both starts are in one log"
    assert not (tmp_path / "disk.img").exists()


def test_as_many_power_cycles_as_cycles(tmp_path) -> None:
    """Whether they are those of a story is the judge's to say; here they only are as many."""
    _, lines = run(tmp_path, "STORE=nvme", "CYCLES=2", FAKE_LOG=f"{FIRST}|# life\n# power off\n|{LAST}",
                   FAKE_STATUS="0|0|1", FAKE_EVENT="guest-shutdown|guest-shutdown|")
    assert "contradiction" in lines[-1]
    assert (tmp_path / "serial.log").read_text().endswith(LAST), "switched on three times"


def crashed(directory: Path, reason: str, *variables: str, **fake: str) -> None:
    status, lines = run(directory, *variables, **fake)
    assert status == 1 and lines[-1].startswith("VERDICT crashed ") and lines[-1].endswith(f"reason={reason}")


def test_one_power_cycle_too_many(tmp_path) -> None:
    crashed(tmp_path, "too-many-boots", "STORE=nvme", FAKE_LOG=FIRST, FAKE_STATUS="0", FAKE_EVENT="guest-shutdown")


@pytest.mark.parametrize("log", [WHOLE[:5], WHOLE, ["# power off", "KTAP version 1"]])
def test_power_off_without_a_word_is_a_crash(tmp_path, log) -> None:
    crashed(tmp_path, "poweroff", "STORE=nvme", FAKE_LOG="\n".join([*log, ""]), FAKE_STATUS="0",
            FAKE_EVENT="guest-shutdown")


def test_without_a_disk_power_off_is_a_crash_whatever_is_said(tmp_path) -> None:
    crashed(tmp_path, "poweroff", FAKE_LOG=FIRST, FAKE_STATUS="0", FAKE_EVENT="guest-shutdown")


def test_a_reset_is_no_power_off(tmp_path) -> None:
    crashed(tmp_path, "reset", "STORE=nvme", FAKE_LOG=f"{FIRST}|{LAST}", FAKE_STATUS="0", FAKE_EVENT="guest-reset")


def test_a_second_start_that_begins_anew_contradicts_the_first(tmp_path) -> None:
    whole = "\n".join([*WHOLE, ""])
    crashed(tmp_path, "contradiction-2-ktap-versions", "STORE=nvme", FAKE_LOG=f"{FIRST}|{whole}", **OFF_THEN_EXIT)


def test_one_deadline_for_all_starts(tmp_path) -> None:
    status, lines = run(tmp_path, "STORE=nvme", "TIMEOUT=1", FAKE_LOG=f"{FIRST}|", FAKE_STATUS="0|never",
                        FAKE_EVENT="guest-shutdown|")
    assert status == 1 and lines[-1].startswith("VERDICT hung ") and lines[-1].endswith("reason=timeout-after-1s")


def test_more_to_write_gets_a_larger_disk_and_more_time() -> None:
    small, large = (parse(["STORE=nvme", f"WITNESS={size}"]) for size in ("16M", "1G"))
    assert disk.bytes_for(small) > 16 << 20 and disk.bytes_for(large) > 1 << 30
    assert large.timeout() > small.timeout() + 60
    assert parse(["STORE=nvme", "CYCLES=9"]).timeout() > parse(["STORE=nvme"]).timeout() + 40
    assert disk.bytes_for(parse(["WITNESS=64T"])) < 1 << 41 and disk.bytes_for(parse(["WITNESS=1023G"])) < 1 << 41


def test_a_disk_that_the_user_names_is_kept(tmp_path) -> None:
    mine = tmp_path / "mine,1.img"
    run(tmp_path / "run", "STORE=nvme", f"DISK_FILE={mine}", FAKE_LOG=f"{FIRST}|{LAST}", **OFF_THEN_EXIT)
    assert disk.is_ours(mine)
    assert f"file={tmp_path}/mine,,1.img" in (tmp_path / "run" / "cmdline").read_text()
