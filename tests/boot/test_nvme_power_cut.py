"""The power goes during any write or flush: the next start resumes a whole image or says that there is none.

The disk is a server that counts what the machine writes and kills it there (cut_disk.py).  It held a used image before,
so that whatever is left of the old one lies among the new.
"""

from pathlib import Path

import pytest

from cut_disk import CutDisk
from handoff.judge.judge import End
from handoff.judge.verdict import Verdict
from handoff.run.disk import label
from handoff.run.options import parse
from saved_image import SMALL, SMALL_DISK, SavedImage, digest, switch_on

SHARES = 8  # so that two workers may share the moments
NONE = ("no-image", "image-used")


@pytest.fixture(scope="session")
def used_disk(small_image: SavedImage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A disk whose image was resumed, so that the next start begins a new story."""
    disk = small_image.copy(tmp_path_factory.mktemp("used"), "used.img")
    options, verdict, _ = small_image.resume(disk)
    assert verdict.word == "recovered", f"{verdict} {options.command()}"
    return disk


def start(disk: Path, cut: int | None, seed: int = 0) -> CutDisk:
    """Switches the machine on; it dies at the cut, or switches itself off if there is none."""
    with CutDisk(disk, cut, seed) as server:
        log, facts = switch_on(parse([*SMALL, f"DISK_FILE={disk}", server.argument()]), disk.parent)
    assert facts.end is (End.POWEROFF if cut is None else End.DIED), "\n".join([*log.lines[-9:], str(facts)])
    server.lines = tuple(log.lines)
    return server


@pytest.fixture(scope="session")
def operations(used_disk: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, int, int]]:
    """All writes and flushes of B, from the machine's start to its end."""
    disk = tmp_path_factory.mktemp("uncut") / "uncut.img"
    disk.write_bytes(used_disk.read_bytes())
    return start(disk, None).operations


def commits(operations) -> list[int]:
    """The numbers of the writes to the block with the commit: one takes the old image away, one commits the new one."""
    return [number for number, (what, at, _) in enumerate(operations) if (what, at) == ("write", 8192)]


def test_a_commit_stands_between_flushes(operations) -> None:
    """What it speaks for is on the disk before it, and it is on the disk before anything that follows."""
    for commit in commits(operations):
        assert [what for what, _, _ in operations[commit - 1:commit + 2]] == ["flush", "write", "flush"]


def cut_and_resume(image: SavedImage, used_disk: Path, directory: Path, cut: int, seed: int) -> Verdict:
    """The verdict of the start that follows a start which was cut."""
    directory.mkdir()
    disk = directory / "cut.img"
    disk.write_bytes(used_disk.read_bytes())
    server = start(disk, cut, seed)
    before = digest(disk)
    began = server.lines if "KTAP version 1" in server.lines else image.lines
    if "# power off" not in began:  # the power went all the same
        began = (*began, "# power off")
    _, verdict, log = SavedImage(disk, SMALL, began).resume(disk, "RESUME=only")
    if verdict.word == "refused":
        assert digest(disk) == before
        assert "# this kernel goes on: 2 of 2 cpus answered on_cpu" in log.lines
    disk.unlink()  # there will be many
    return verdict


@pytest.mark.parametrize("share", range(SHARES))
def test_every_moment_of_writing(small_image, used_disk, operations, tmp_path, share) -> None:
    withdrawn, committed = commits(operations)
    assert committed - withdrawn > 30
    for cut in range(share, len(operations), SHARES):
        # Around the commits the lots are drawn more often.
        for seed in range(6 if cut - committed in (-1, 0, 1) else 2 if abs(cut - withdrawn) <= 1 else 1):
            verdict = cut_and_resume(small_image, used_disk, tmp_path / f"{cut}-{seed}", cut, cut * 100 + seed)
            told = f"cut during {cut}, {operations[cut]}, seed {seed}: {verdict}"
            if verdict.word == "recovered":
                good, every = verdict.keys["pages"].split("/")
                assert cut >= committed and good == every, told
            else:
                assert verdict.word == "refused" and verdict.reason in NONE, told
                assert cut <= committed + 1, told
                assert verdict.reason == "no-image" or cut <= withdrawn + 1, told


def test_after_a_cut_the_story_begins_anew(boot, used_disk, operations, tmp_path) -> None:
    disk = tmp_path / "cut.img"
    disk.write_bytes(used_disk.read_bytes())
    start(disk, commits(operations)[1] - 5)
    run = boot(*SMALL, f"DISK_FILE={disk}")
    run.expect_recovered(2)
    assert "image=no-image" in run.text()


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 4, 5, 20, 40])
def test_a_disk_cut_while_it_got_its_first_image_is_still_ours(boot, tmp_path, cut) -> None:
    """What this kernel may have written there is on the disk before it writes: else that would be somebody else's."""
    disk = tmp_path / "cut.img"
    label(disk, SMALL_DISK)
    start(disk, cut, seed=cut)
    boot(*SMALL, f"DISK_FILE={disk}").expect_recovered(2)


@pytest.mark.parametrize("seed", range(4))
def test_cut_while_a_marks_the_image_as_used(small_image, tmp_path, seed) -> None:
    """A has verified the image and writes once more before the first CPU leaves."""
    for cut in range(3, 7):
        directory = tmp_path / str(cut)
        disk = small_image.copy(directory)
        with CutDisk(disk, cut, seed) as server:
            _, verdict, _ = small_image.resume(disk, server.argument())
        assert (verdict.word, verdict.reason) == ("unproven", "emulator-died"), "the power was cut from outside"
        marks = [number for number, (what, _, _) in enumerate(server.operations) if what == "write"]
        _, verdict, _ = small_image.resume(disk, "RESUME=only")
        if not marks:
            assert verdict.word == "recovered"
        elif cut > marks[0] + 1:
            assert (verdict.word, verdict.reason) == ("refused", "image-used")
        else:
            assert verdict.word == "recovered" or verdict.reason == "image-used"
