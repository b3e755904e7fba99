"""The result as a stranger gets it: pictures of the screen, taken by QMP, are the log's rows again."""

from pathlib import Path

import pytest
from photographs import photograph

from handoff.result.refused import CROPPED, DOUBLED, GARBLED, Refused
from handoff.result.sources import of_files, of_text


@pytest.fixture
def taken(boot, tmp_path: Path):
    """taken("BOOT=uefi", ...): a run of a few rows, and its photographs."""

    def take(*variables: str):
        photos: list[Path] = []
        run = boot("METHOD=all", "INJECT=store", "OFFLINE=mwait", "WITNESS=1M", "SMP=1x2x2", "SCREEN=1", *variables,
                   inspect=lambda machine, log: photos.extend(photograph(machine, tmp_path)))
        return run, photos

    return take


@pytest.mark.long
@pytest.mark.parametrize("way,firmware", [("kernel", "seabios"), ("uefi", "")])
def test_photographs_say_what_the_log_says(taken, way: str, firmware: str) -> None:
    run, photos = taken(f"BOOT={way}")
    run.expect("recovered", method="all")
    seen, logged = of_files(photos), of_text(run.text())
    assert seen == logged
    assert seen.grid == {"jmp": {"store": "rrrr"}, "mailbox": {"store": "rrrr"}, "mwait": {"store": "mmmmm"}}
    assert seen.machine["cpus"] == "4" and seen.machine["hypervisor"] == "tcgtcgtcgtcg"
    assert firmware in seen.machine["firmware"] and seen.machine["firmware"] != "?"


def refused(photos: list[Path]) -> str:
    """By which name."""
    with pytest.raises(Refused) as caught:
        of_files(photos)
    return caught.value.name


@pytest.mark.long
def test_a_bad_end_is_sent_too_and_bad_photographs_are_refused(taken, tmp_path: Path) -> None:
    run, photos = taken("FAULT=skip-extent")
    run.expect("corrupted")
    assert of_files(photos).grid["jmp"]["store"] == "c---"
    assert refused(photos[1:]) == CROPPED
    empty = tmp_path / "empty.ppm"
    empty.write_bytes(b"P6 64 64 255\n" + bytes(64 * 64 * 3))
    assert refused([empty]) == GARBLED
    _, others = taken("FAULT=lose-cpu")
    assert refused([*photos[:2], *others[2:]]) == DOUBLED


@pytest.mark.long
def test_after_a_triple_fault_the_next_boot_goes_on(taken, tmp_path: Path) -> None:
    run, photos = taken("RESETS=1", "APPEND=crash=yes", f"DIRECTORY={tmp_path}")
    run.expect("recovered", method="all")
    seen, log = of_files(photos), (tmp_path / "serial.log").read_text(errors="replace")
    assert seen == of_text(log)
    assert seen.grid == {"jmp": {"store": "rrrr"}, "mailbox": {"store": "rrrr"}, "mwait": {"store": "xxxxx"}}
    assert log.count("KTAP version 1") == 6 and log.count("reason=the-machine-was-reset") == 5
