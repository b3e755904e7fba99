"""A disk that was ours, and that a user has used for something else since: refused by name, and no byte is written.

The label lies in the first bytes of the disk, which many tools keep: a label alone says nothing of the rest.
"""

import os
import re
import struct
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from handoff import ROOT
from handoff.run.disk import label
from saved_image import SMALL, digest, patch

MIB = 1 << 20
SIZE = 128 * MIB  # btrfs takes no less than 109
ENVIRONMENT = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
KEY = "cryptsetup luksFormat -q --type {} --pbkdf-force-iterations 1000 {} --key-file /dev/stdin"


def tool(command: str, words: str = "") -> None:
    """Runs a program of the user's, with `words` as its input; what it says is shown if it fails."""
    done = subprocess.run(command.split(), input=words, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=ENVIRONMENT, check=False, timeout=120)
    assert done.returncode == 0, f"{command}: {done.stdout}"


@contextmanager
def loop_device(disk: Path, *options: str):
    """The file as a block device, which LVM asks for."""
    made = subprocess.run(["losetup", "--find", "--show", *options, disk], capture_output=True, text=True,
                          env=ENVIRONMENT, check=False)
    if made.returncode != 0:
        pytest.skip(f"no loop devices here: {made.stderr.strip()}")
    device = made.stdout.strip()
    try:
        yield device
    finally:
        subprocess.run(["losetup", "--detach", device], env=ENVIRONMENT, check=True)


def lvm(disk: Path) -> None:
    with loop_device(disk) as device:
        tool(f"pvcreate --force --yes --zero n --config devices{{global_filter=[\"a|{device}|\",\"r|.*|\"]}} {device}")


def raid_at_the_end(disk: Path) -> None:
    """md's superblock of version 1.0, in the last 8 to 12 KiB (mdadm itself needs a kernel with the md driver)."""
    sectors = disk.stat().st_size // 512
    patch(disk, ((sectors - 16) & ~7) * 512, struct.pack("<II", 0xa92b4efc, 1))


def partition_with_ext4(disk: Path) -> None:
    tool(f"sfdisk --quiet --no-tell-kernel {disk}", "start=2048, type=83\n")
    with loop_device(disk, "--offset", str(MIB)) as device:
        tool(f"mkfs.ext4 -q -F {device}")


def zfs(disk: Path) -> None:
    """What zpool leaves: four vdev labels, each with uberblocks from 128 KiB on, at both ends; no sector 0."""
    for start in (0, 256 << 10, SIZE - (512 << 10), SIZE - (256 << 10)):
        for at in range(128 << 10, 256 << 10, 1024):
            patch(disk, start + at, struct.pack("<QQ", 0x00bab10c, 5000))


def database(disk: Path) -> None:
    """A program's own data, behind everything that looks like a file system."""
    patch(disk, 3 * MIB, b"precious" * 1000)


USES = {
    "sfdisk": (lambda disk: tool(f"sfdisk --quiet --no-tell-kernel {disk}", "start=2048, type=83\n"), "disk-label-mbr"),
    "sfdisk-gpt": (lambda disk: tool(f"sfdisk --quiet --no-tell-kernel {disk}", "label: gpt\nstart=2048\n"),
                   "disk-label-gpt"),
    "parted": (lambda disk: tool(f"parted -s {disk} mklabel msdos mkpart primary 1MiB 100%"),
               "disk-label-mbr|disk-no-label"),
    "parted-gpt": (lambda disk: tool(f"parted -s {disk} mklabel gpt mkpart data 1MiB 100%"),
                   "disk-label-gpt|disk-no-label"),
    "partition-with-ext4": (partition_with_ext4, "disk-label-mbr"),
    "ext4": (lambda disk: tool(f"mkfs.ext4 -q -F {disk}"), "disk-no-label"),
    "vfat": (lambda disk: tool(f"mkfs.vfat -I {disk}"), "disk-no-label"),
    "btrfs": (lambda disk: tool(f"mkfs.btrfs -q -f {disk}"), "disk-no-label"),
    "swap": (lambda disk: tool(f"mkswap {disk}"), "disk-no-label"),
    "luks1": (lambda disk: tool(KEY.format("luks1", disk), "secret"), "disk-no-label"),
    "lvm": (lvm, "disk-label-changed-in-block-0"),
    "raid-at-the-end": (raid_at_the_end, r"disk-label-changed-in-block-\d+"),
    "zfs": (zfs, "disk-label-changed-in-block-32"),
    "database": (database, "disk-holds-something-else-in-block-768"),
}


def expect_left_alone(run, disk: Path, before: str, reason: str) -> None:
    """Refused by name, and not a byte of the disk is another."""
    run.expect("refused", cpus="2/2")
    assert re.fullmatch(reason, run.verdict.reason), run.verdict.reason
    assert digest(disk) == before


@pytest.mark.parametrize("use", USES)
def test_a_disk_that_was_labelled_once(boot, tmp_path, use) -> None:
    disk = tmp_path / "disk.img"
    label(disk, SIZE)
    use_disk, reason = USES[use]
    use_disk(disk)
    before = digest(disk)
    run = boot(*SMALL, f"DISK_FILE={disk}")
    expect_left_alone(run, disk, before, reason)


def test_xfs(boot, tmp_path) -> None:
    disk = tmp_path / "disk.img"
    label(disk, 320 * MIB)
    tool(f"mkfs.xfs -q -f {disk}")
    before = digest(disk)
    expect_left_alone(boot(*SMALL, f"DISK_FILE={disk}"), disk, before, "disk-no-label")


@pytest.mark.parametrize("use", ["sfdisk", "raid-at-the-end"])
def test_a_whole_image_is_not_resumed_from_such_a_disk(small_image, resume, tmp_path, use) -> None:
    """Nor marked as used, nor overwritten by the next one."""
    disk = small_image.copy(tmp_path)
    use_disk, reason = USES[use]
    use_disk(disk)
    before = digest(disk)
    expect_left_alone(resume(disk), disk, before, reason)


@pytest.mark.parametrize("change", [4096, -4096, 512, -512])
def test_a_disk_that_was_resized(small_image, resume, tmp_path, change) -> None:
    disk = small_image.copy(tmp_path)
    os.truncate(disk, disk.stat().st_size + change)
    before = digest(disk)
    expect_left_alone(resume(disk), disk, before, "disk-label-size")


def test_the_log_names_the_disk(boot, tmp_path) -> None:
    disk = tmp_path / "disk.img"
    label(disk, 8 * MIB)
    patch(disk, 510, b"\x55\xaa")
    assert "# disk nvme0n1 is left alone: disk-label-mbr" in boot(*SMALL, f"DISK_FILE={disk}").text()


def test_a_real_block_device(boot, tmp_path) -> None:
    """As users of a USB disk have it: labelled at its own size, used, then formatted for something else."""
    disk = tmp_path / "disk.img"
    disk.touch()
    os.truncate(disk, SIZE)
    with loop_device(disk) as device:
        labelled = subprocess.run([ROOT / "scripts" / "disk", device], capture_output=True, text=True, check=True)
        assert labelled.stdout == f"{device}: {SIZE} bytes, may be overwritten\n"
        for _ in range(2):
            boot(*SMALL, f"DISK_FILE={device}").expect_recovered(2)
        tool(f"mkfs.ext4 -q -F {device}")
        before = digest(Path(device))
        expect_left_alone(boot(*SMALL, f"DISK_FILE={device}"), Path(device), before, "disk-no-label")
        assert subprocess.run([ROOT / "scripts" / "disk", device], capture_output=True, check=False).returncode == 1
        assert digest(Path(device)) == before
