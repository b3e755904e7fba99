"""scripts/disk labels files for the kernel to overwrite, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from handoff import ROOT
from handoff.run import disk


def label(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """scripts/disk with these arguments."""
    return subprocess.run([sys.executable, ROOT / "scripts" / "disk", *arguments], capture_output=True, text=True)


def patch(file: Path, at: int, data: bytes) -> None:
    """Writes over what lies there."""
    with open(file, "r+b") as opened:
        opened.seek(at)
        opened.write(data)


def test_makes_a_sparse_file_with_a_label_at_both_ends(tmp_path) -> None:
    file = tmp_path / "d.img"
    assert label(file, "1G").returncode == 0
    assert file.stat().st_size == 1 << 30 and file.stat().st_blocks * 512 < 1 << 20
    assert disk.is_ours(file)


def test_each_disk_has_an_id_of_its_own(tmp_path) -> None:
    files = [tmp_path / name for name in ("a", "b")]
    for file in files:
        label(file, "3M")
    assert files[0].read_bytes() != files[1].read_bytes()


@pytest.mark.parametrize("content", [b"precious", b"\0" * 5_000_000 + b"precious", disk.TEXT[:-1] + b"x"],
                         ids=("text", "late", "half-a-label"))
def test_another_content_is_left_alone(tmp_path, content) -> None:
    file = tmp_path / "d.img"
    file.write_bytes(content)
    done = label(file)
    assert done.returncode == 1 and str(file) in done.stderr
    assert file.read_bytes() == content


@pytest.mark.parametrize(("at", "data"), [(510, b"\x55\xaa"), (4096, b"EFI PART"), (0x10040, b"_BHRfS_M"),
                                          ((4 << 20) - 512, b"EFI PART"), ((4 << 20) - 8192, b"\xfc")], ids=str)
@pytest.mark.parametrize("size", ["4M", "8M"])
def test_a_label_is_not_enough(tmp_path, at, data, size) -> None:
    """Somebody has used the disk since: it is not labelled anew, and does not grow."""
    file = tmp_path / "d.img"
    assert label(file, "4M").returncode == 0
    patch(file, at, data)
    content = file.read_bytes()
    assert label(file, size).returncode == 1 and not disk.is_ours(file)
    assert file.read_bytes() == content


def test_an_empty_file_will_do(tmp_path) -> None:
    file = tmp_path / "d.img"
    file.write_bytes(b"\0" * 5000)
    assert label(file, "4M").returncode == 0 and disk.is_ours(file)


def test_a_disk_that_is_ours_grows_and_keeps_its_image(tmp_path) -> None:
    file = tmp_path / "d.img"
    label(file, "4M")
    for at, data in ((4096, b"HOFFDISK"), (8192, b"HOFFDONE"), (12288, b"HOFREACH"), (1 << 20, b"an image")):
        patch(file, at, data)
    assert label(file, "3M").returncode == 0 and file.stat().st_size == 4 << 20
    before = file.read_bytes()
    assert label(file, "6M").returncode == 0 and file.stat().st_size == 6 << 20
    assert disk.is_ours(file)
    assert file.read_bytes()[4096:(4 << 20) - 4096] == before[4096:(4 << 20) - 4096]


def test_a_disk_that_was_resized_is_not_ours(tmp_path) -> None:
    file = tmp_path / "d.img"
    label(file, "4M")
    with open(file, "r+b") as opened:
        opened.truncate(5 << 20)
    assert label(file, "6M").returncode == 1 and not disk.is_ours(file)


def test_a_disk_is_more_than_its_ends(tmp_path) -> None:
    file = tmp_path / "d.img"
    done = label(file, "2M")
    assert done.returncode == 1 and str(2 << 20) in done.stderr and not file.exists()


@pytest.mark.parametrize("arguments", [(), ("-h",), ("x", "much"), ("x", "1M", "y")])
def test_usage(arguments) -> None:
    assert label(*arguments).returncode == 2 and not Path("x").exists()


def test_a_directory_is_no_disk(tmp_path) -> None:
    done = label(tmp_path)
    assert done.returncode == 1 and "neither a file nor a disk" in done.stderr
