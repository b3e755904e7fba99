"""What is not a whole image of this machine is refused with its reason; A stays whole, and so does the disk."""

import re
import struct

import pytest

from handoff.run.disk import BLOCK, END, label
from saved_image import digest, patch, regions, save


def expect_refused(run, disk, before: str, reason: str, cpus: str = "2/2") -> None:
    """Refused for this reason, by a kernel all of whose CPUs answer, and that has written nothing."""
    run.expect("refused", cpus=cpus)
    assert re.fullmatch(reason, run.verdict.reason), run.verdict.reason
    assert run.log.bail and run.verdict.reason in run.log.bail, "the reason must be in words too"
    every = cpus.split("/")[1]
    assert f"# this kernel goes on: {every} of {every} cpus answered on_cpu" in run.text()
    assert digest(disk) == before, "a refused image stays untouched"


def test_a_copy_is_as_good_as_the_disk_and_good_once(resume, small_image, tmp_path) -> None:
    disk = small_image.copy(tmp_path)
    resume(disk).expect_recovered(2)
    before = digest(disk)
    expect_refused(resume(disk, "RESUME=only"), disk, before, "image-used")
    resume(disk, "RESUME=again").expect_recovered(2)


def no_label(disk) -> None:
    patch(disk, 0, bytes(BLOCK))


def no_image(disk) -> None:
    patch(disk, 2 * BLOCK, bytes(BLOCK))


def torn_header(disk) -> None:
    patch(disk, BLOCK + 512, bytes(512))


def other_version(disk) -> None:
    patch(disk, BLOCK + 8, struct.pack("<I", 77))


def other_image_version(disk) -> None:
    patch(disk, END + 8, struct.pack("<I", 77))


def wrong_checksum(disk) -> None:
    raw = regions(disk)["raw"]
    patch(disk, raw.end - 8, b"damaged!")


def shorter(disk) -> None:
    with open(disk, "r+b") as file:
        file.truncate(regions(disk)["raw"].end - BLOCK)


def much_shorter(disk) -> None:
    with open(disk, "r+b") as file:
        file.truncate(2 * BLOCK)


@pytest.mark.parametrize(("damage", "reason"), [
    (no_label, "disk-no-label"),
    (no_image, "no-image"),
    (torn_header, "disk-header-torn"),
    (other_version, "disk-header-version"),
    (other_image_version, "header-version"),
    (wrong_checksum, r"page-checksum-extent-\d+"),
    (shorter, "disk-label-size"),
    (much_shorter, "disk-label-size"),
])
def test_a_damaged_disk(resume, small_image, tmp_path, damage, reason) -> None:
    disk = small_image.copy(tmp_path)
    damage(disk)
    expect_refused(resume(disk, "RESUME=only"), disk, digest(disk), reason)


@pytest.mark.parametrize(("variables", "cpus", "reason"), [
    (("COMPILER=clang",), "2/2", "build-id"),
    (("MEM=65M",), "2/2", "memory-map"),
    (("SMP=1x2x2",), "4/4", "cpu-list|placement|memory-map"),
    (("FAULT=unready",), "2/2", "nvme-controller-never-ready"),
    (("DISK=nvme0n2",), "2/2", "disk-nvme0n2-not-there-or-not-usable"),
    (("DISK=nvme1n1",), "2/2", "disk-nvme1n1-not-there"),
], ids=str)
def test_another_machine(resume, small_image, tmp_path, variables, cpus, reason) -> None:
    disk = small_image.copy(tmp_path)
    expect_refused(resume(disk, *variables), disk, digest(disk), reason, cpus)


def test_as_many_cpus_with_other_apic_ids(resume, tmp_path) -> None:
    """Two sockets of three cores have ids 0 1 2 4 5 6, one of six has 0 to 5; everything else is the same."""
    image = save(tmp_path / "six", "SMP=2x3x1")
    disk = image.copy(tmp_path)
    run = resume(disk, "SMP=1x6x1", image=image)
    expect_refused(run, disk, digest(disk), "cpu-list", "6/6")


def test_a_disk_too_short_to_begin_with(boot, tmp_path) -> None:
    """B cannot write its image: it takes its CPUs back and says so."""
    disk = tmp_path / "short.img"
    label(disk, 3 << 20)
    run = boot("STORE=nvme", "OFFLINE=hlt", f"DISK_FILE={disk}")
    run.expect("refused", cpus="8/8")
    assert run.verdict.reason == "disk-shorter-than-image"
    assert "# this kernel goes on: 8 of 8 cpus answered on_cpu" in run.text()


@pytest.mark.parametrize("fault", ["header", "extent", "page", "checksum", "nonce", "build"])
def test_what_b_damages_a_refuses(boot, fault) -> None:
    run = boot("STORE=nvme", f"FAULT={fault}", "OFFLINE=hlt")
    run.expect("refused", cpus="8/8")
    assert run.text().count("# power off") == 1, "written by B, refused by A"
