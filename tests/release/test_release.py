"""make release: two clones of the last commit, at two paths, times and users, give the same bytes; and these work.

A clone has what is committed, and nothing else.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from handoff import ROOT
from handoff.judge import elsewhere
from handoff.release.release import BILL, ELF, ISO, JUDGE, SUMS

RECORDED = sorted((ROOT / "tests" / "judge" / "recorded").glob("*.log"))
BUILDING, RUNNING = 1800, 60  # seconds, on a machine that others use
NOBODY = "65534"


def cloned(place: Path) -> Path:
    """A clone of this tree."""
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, place], check=True)
    return place


def released(clone: Path, umask: str, *user: str, **environment: str) -> Path:
    """`make release` there, by that user."""
    words = ["env", "-i", f"PATH={os.environ['PATH']}", *(f"{k}={v}" for k, v in environment.items()),
             "sh", "-c", f"umask {umask} && exec make -C {clone} release AUTO_INSTALL=0"]
    done = subprocess.run([*user, *words], text=True, capture_output=True, timeout=BUILDING, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return clone / "build" / "release"


@pytest.fixture(scope="module")
def releases() -> Iterator[tuple[Path, Path]]:
    """One of this user, one of nobody (where we may be nobody), who sees another clock and lets no one else read."""
    place = Path(tempfile.mkdtemp(prefix="handoff-release-"))
    place.chmod(0o755)  # another user has to get through
    try:
        mine = cloned(place / "a")
        yours = cloned(place / "another-place" / "with-a-longer-name")
        user: list[str] = []
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", yours], check=True)
            user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        first = released(mine, "022", HOME=str(place), TZ="UTC", LANG="C.UTF-8")
        yield first, released(yours, "077", *user, HOME=str(yours), TZ="Asia/Kathmandu", LANG="C")
    finally:
        shutil.rmtree(place)


def test_two_clones_give_the_same_bytes(releases) -> None:
    first, second = ({file.name: file.read_bytes() for file in place.iterdir()} for place in releases)
    assert sorted(first) == sorted([ISO, ELF, JUDGE, BILL, SUMS]) == sorted(second)
    different = [name for name in first if first[name] != second[name]]
    assert not different, f"they differ: {different}"


def test_the_sums_are_those_of_the_files(releases) -> None:
    place = releases[0]
    done = subprocess.run(["sha256sum", "--check", "--strict", SUMS], cwd=place, capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0 and done.stdout.count(": OK") == len([ISO, ELF, JUDGE, BILL])


def test_no_file_knows_where_it_was_made(releases) -> None:
    for place in releases:
        for file in place.iterdir():
            assert str(place.parents[1]).encode() not in file.read_bytes(), file


def test_the_bill_names_every_file_and_what_is_in_it(releases) -> None:
    bill = json.loads((releases[0] / BILL).read_text())
    assert bill["spdxVersion"] == "SPDX-2.3"
    for file in bill["files"]:
        data = (releases[0] / file["fileName"]).read_bytes()
        assert {c["algorithm"]: c["checksumValue"] for c in file["checksums"]} == {
            "SHA1": hashlib.sha1(data).hexdigest(), "SHA256": hashlib.sha256(data).hexdigest()}
    assert [file["fileName"] for file in bill["files"]] == [f"./{name}" for name in (ISO, ELF, JUDGE)]
    known = {one["SPDXID"] for one in [*bill["packages"], *bill["files"], bill]}
    assert all({one["spdxElementId"], one["relatedSpdxElement"]} <= known for one in bill["relationships"])
    if Path("/usr/bin/dpkg").exists():
        assert {"handoff", "libxxhash-dev", "nasm", "grub-pc-bin"} <= {one["name"] for one in bill["packages"]}


@pytest.mark.parametrize("log", RECORDED, ids=lambda log: log.stem)
def test_the_released_judge_says_what_ours_says(releases, log: Path) -> None:
    done = subprocess.run([sys.executable, "-I", "-S", releases[0] / JUDGE, f"LOG={log}"], env={}, cwd="/",
                          capture_output=True, text=True, check=False)
    verdict = elsewhere.check(log.read_text())[1]
    assert (done.returncode, done.stdout.splitlines()[-1]) == (verdict.exit_status(), str(verdict)), done.stderr


def test_the_released_kernel_recovers_and_the_released_judge_says_so(releases) -> None:
    place = releases[0]
    qemu = ["qemu-system-x86_64", "-kernel", place / ELF, "-append", "method=park offline=hlt", "-smp", "4",
            "-m", "512M", "-display", "none", "-serial", "stdio", "-monitor", "none", "-no-reboot",
            "-device", "isa-debug-exit,iobase=0xf4"]
    run = subprocess.run(qemu, capture_output=True, stdin=subprocess.DEVNULL, timeout=RUNNING, check=False)
    done = subprocess.run([place / JUDGE, "LOG=-"], input=run.stdout, capture_output=True, check=False)
    assert done.stdout.decode().splitlines()[-1].startswith("VERDICT recovered "), done.stdout + run.stderr


def test_what_is_not_committed_is_refused(tmp_path) -> None:
    clone = cloned(tmp_path / "clone")
    (clone / "kernel" / "mine.cpp").write_text("int mine;\n")
    done = subprocess.run([clone / "scripts" / "release"], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "not committed: kernel/mine.cpp" in done.stderr
