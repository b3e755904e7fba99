"""Sectors that cannot be read or written: a refusal with its reason, by a kernel that goes on, and no hang."""

import time
from pathlib import Path

import pytest

from cut_disk import CutDisk
from handoff.run.disk import label
from saved_image import SMALL, SMALL_DISK, digest, regions

READ_ERROR = "nvme-read-error-status-0x281"  # NVM Command Set 1.0: media errors, unrecovered read error
WRITE_ERROR = "nvme-write-error-status-0x280"  # write fault
FLUSH_ERROR = "nvme-flush-error-status-0x280"
ERRORS = {"read": READ_ERROR, "write": WRITE_ERROR, "flush": FLUSH_ERROR}


def broken(disk: Path, event: str, iotype: str, byte: int | None) -> str:
    """QEMU's arguments: every transfer of that type fails that touches this byte; None: whatever it touches."""
    rules = disk.with_suffix(".rules")
    sector = "" if byte is None else f'sector = "{byte // 512}"\n'
    rules.write_text(f'[inject-error]\nevent = "{event}"\niotype = "{iotype}"\nerrno = "5"\nonce = "off"\n{sector}')
    return f"QEMU_ARGS=-set drive.disk.file=blkdebug:{rules}:{disk}"


def place(disk: Path, part: str) -> int:
    """A byte of the label, or of the middle of a part of the image."""
    if part == "label":
        return 0
    region = regions(disk)[part]
    return region.start + region.size // 2


def expect_refused(run, reason: str, begun: float) -> None:
    """A refusal, soon, with both CPUs there."""
    run.expect("refused", cpus="2/2")
    assert run.verdict.reason == reason, run.verdict.reason
    assert "# this kernel goes on: 2 of 2 cpus answered on_cpu" in run.text()
    assert time.monotonic() - begun < 25


@pytest.mark.parametrize("part", ["label", "header", "commit", "image-header", "page-map", "raw"])
def test_a_cannot_read(small_image, resume, tmp_path, part) -> None:
    disk = small_image.copy(tmp_path)
    before = digest(disk)
    begun = time.monotonic()
    run = resume(disk, broken(disk, "read_aio", "read", place(disk, part)))
    expect_refused(run, READ_ERROR, begun)
    assert digest(disk) == before
    resume(disk).expect_recovered(2)


@pytest.mark.parametrize(("event", "iotype", "byte"), [("write_aio", "write", 8192), ("flush_to_disk", "flush", None)])
def test_a_cannot_mark_the_image_as_used(small_image, resume, tmp_path, event, iotype, byte) -> None:
    """Nothing may be resumed twice, so what cannot be marked is not resumed."""
    disk = small_image.copy(tmp_path)
    begun = time.monotonic()
    expect_refused(resume(disk, broken(disk, event, iotype, byte)), ERRORS[iotype], begun)


@pytest.mark.parametrize(("event", "iotype", "part"), [
    ("write_aio", "write", "header"), ("write_aio", "write", "commit"), ("write_aio", "write", "image-header"),
    ("write_aio", "write", "page-map"), ("write_aio", "write", "raw"), ("flush_to_disk", "flush", None),
    ("read_aio", "read", "label"), ("read_aio", "read", "commit"),
])
def test_b_cannot_write(boot, resume, small_image, tmp_path, event, iotype, part) -> None:
    """B has sent its CPUs away already: it takes them back.  What it left on the disk is not an image."""
    disk = tmp_path / "disk.img"
    label(disk, SMALL_DISK)
    byte = None if part is None else place(small_image.disk, part)
    begun = time.monotonic()
    run = boot(*SMALL, f"DISK_FILE={disk}", broken(disk, event, iotype, byte))
    expect_refused(run, ERRORS[iotype], begun)
    after = resume(disk, "RESUME=only")
    after.expect("refused", cpus="2/2")
    assert after.verdict.reason == "no-image"


@pytest.mark.parametrize(("who", "operation"), [("A", 4), pytest.param("B", 30, marks=pytest.mark.long)])
def test_a_disk_that_does_not_answer_in_time(boot, resume, small_image, tmp_path, who, operation) -> None:
    """Ten seconds are enough for any command; QEMU's controller can be closed only when the answer has come."""
    begun = time.monotonic()
    disk = tmp_path / "disk.img"
    if who == "A":
        small_image.copy(tmp_path, disk.name)
    else:
        label(disk, SMALL_DISK)
    with CutDisk(disk, operation, stall=12) as server:
        arguments = (f"DISK_FILE={disk}", server.argument())
        run = resume(disk, server.argument()) if who == "A" else boot(*SMALL, *arguments)
    expect_refused(run, "nvme-command-timeout", begun)
