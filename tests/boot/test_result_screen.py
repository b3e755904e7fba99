"""The result as a stranger gets it: pictures of the screen, taken by QMP, are the log's rows again."""

import time
from pathlib import Path

import pytest

from handoff.result import pieces
from handoff.result.refused import CROPPED, GARBLED, Refused
from handoff.result.sources import codes, of_files, of_text
from handoff.run.qemu import screen
from handoff.run.qemu.machine import Qemu

SECONDS = 120  # a machine shows each code for four seconds, and waits longer where CPUs have to take turns


def photograph(machine: Qemu, folder: Path) -> list[Path]:
    """A picture of each code, until there are as many as the codes say."""
    found: dict[str, Path] = {}
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        file = folder / f"photo-{time.monotonic_ns()}.png"
        screen.picture(machine, file)
        for said in codes(file):
            found.setdefault(said, file)
        wanted = next((int(piece[2]) for said in found if (piece := pieces.PIECE.fullmatch(said))), 0)
        if found and len(found) == wanted:
            return list(found.values())
        time.sleep(0.5)
    pytest.fail(f"{len(found)} codes in {SECONDS} s")


@pytest.fixture
def taken(boot, tmp_path: Path):
    """taken("BOOT=uefi", ...): a run of a few rows, and its photographs."""

    def take(*variables: str):
        photos: list[Path] = []
        run = boot("METHOD=all", "INJECT=store", "OFFLINE=hlt", "WITNESS=1M", "SMP=1x2x2", "SCREEN=1", *variables,
                   inspect=lambda machine, log: photos.extend(photograph(machine, tmp_path)))
        return run, photos

    return take


@pytest.mark.parametrize("way", ["kernel", "uefi"])
def test_photographs_say_what_the_log_says(taken, way: str) -> None:
    run, photos = taken(f"BOOT={way}")
    run.expect("recovered", method="all")
    seen, logged = of_files(photos), of_text(run.text())
    assert seen == logged
    assert seen.grid == {"jmp": {"store": "rrrr"}, "mailbox": {"store": "rrrr"}, "mwait": {"store": "mmmm"}}
    assert seen.machine["cpus"] == "4" and seen.machine["hypervisor"] == "tcgtcgtcgtcg"
    firmware = {"kernel": "seabios", "uefi": ""}[way]
    assert firmware in seen.machine["firmware"] and seen.machine["firmware"] != "?"


def test_bad_photographs_and_a_bad_end(taken, tmp_path: Path) -> None:
    run, photos = taken("FAULT=skip-extent")
    run.expect("corrupted")
    assert of_files(photos).grid["jmp"]["store"] == "c---"
    with pytest.raises(Refused) as caught:
        of_files(photos[1:])
    assert caught.value.name == CROPPED
    data = bytearray(photos[0].read_bytes())
    empty = tmp_path / "empty.ppm"
    empty.write_bytes(b"P6 64 64 255\n" + bytes(64 * 64 * 3))
    with pytest.raises(Refused) as caught:
        of_files([empty])
    assert caught.value.name == GARBLED
    assert data  # the picture itself is whole: what is refused is that it is not all
