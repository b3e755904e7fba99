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


def test_makes_a_sparse_file_with_a_label(tmp_path) -> None:
    file = tmp_path / "d.img"
    assert label(file, "1G").returncode == 0
    assert file.stat().st_size == 1 << 30 and file.stat().st_blocks * 512 < 1 << 20
    assert disk.is_ours(file)


@pytest.mark.parametrize("content", [b"precious", b"\0" * 5_000_000 + b"precious", disk.LABEL[:-9] + b"x" * 9],
                         ids=("text", "late", "half-a-label"))
def test_another_content_is_left_alone(tmp_path, content) -> None:
    file = tmp_path / "d.img"
    file.write_bytes(content)
    done = label(file)
    assert done.returncode == 1 and str(file) in done.stderr
    assert file.read_bytes() == content


def test_an_empty_file_will_do_and_a_label_is_enough(tmp_path) -> None:
    file = tmp_path / "d.img"
    file.write_bytes(b"\0" * 5000)
    assert label(file, "64K").returncode == 0
    image = b"an image"
    with open(file, "r+b") as opened:
        opened.seek(8192)
        opened.write(image)
    assert label(file, "128K").returncode == 0
    assert file.stat().st_size == 128 << 10 and file.read_bytes()[8192:8200] == image


@pytest.mark.parametrize("arguments", [(), ("-h",), ("x", "much"), ("x", "1M", "y")])
def test_usage(arguments) -> None:
    assert label(*arguments).returncode == 2 and not Path("x").exists()


def test_a_directory_is_no_disk(tmp_path) -> None:
    done = label(tmp_path)
    assert done.returncode == 1 and "not a file" in done.stderr
