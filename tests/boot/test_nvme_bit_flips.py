"""One flipped bit of 200, each by itself, anywhere in the image on the disk: refused, or it lay outside the image.

And if a bit got past kernel A, kernel B would see it.
"""

import random
from pathlib import Path

import pytest

from handoff.run.disk import BLOCK
from saved_image import SavedImage, digest, flip, regions

SEED = 2019
SHARES = 10
EACH = 38  # flips in each part of the image; 10 more lie in the rooms behind the parts


def flips(image: SavedImage) -> list[tuple[str, int]]:
    """Where: the part of the image, or `room`, and the bit of the disk."""
    lots = random.Random(SEED)
    parts = regions(image.disk)
    chosen = [(name, 8 * part.start + lots.randrange(8 * part.size)) for name, part in parts.items()
              for _ in range(EACH)]
    rooms = [parts[name].room for name in ("image-header", "page-map")]  # those of header and commit must be zero
    return chosen + [("room", 8 * room.start + lots.randrange(8 * room.size)) for room in lots.choices(rooms, k=10)]


@pytest.mark.parametrize("share", [0, 1, *(pytest.param(n, marks=pytest.mark.long) for n in range(2, SHARES))])
def test_every_flipped_bit_is_refused(small_image, resume, tmp_path, share) -> None:
    every = flips(small_image)
    assert len(every) == 200
    disk = small_image.copy(tmp_path)
    for name, bit in every[share::SHARES]:
        flip(disk, bit)
        before = digest(disk)
        run = resume(disk, "RESUME=only")
        told = f"bit {bit % 8} of byte {bit // 8:#x}, in {name}: {run.verdict}"
        if name == "room":
            assert run.verdict.word == "recovered", told
            small_image.copy(tmp_path)  # it is used now
        else:
            assert run.verdict.word == "refused" and run.verdict.keys["cpus"] == "2/2", told
            assert digest(disk) == before, told
            flip(disk, bit)


def witness_page(disk: Path) -> int:
    """The byte of the disk at which the last raw page lies that holds its own addresses (docs/log.md)."""
    raw = regions(disk)["raw"]
    with open(disk, "rb") as file:
        for start in range(raw.end - BLOCK, raw.start, -BLOCK):
            file.seek(start)
            words = memoryview(file.read(BLOCK)).cast("Q")
            if all(words[i] == words[1] + 8 * (i - 1) for i in range(1, len(words))) and words[1] % BLOCK == 8:
                return start
    raise AssertionError("no witness page on the disk")


@pytest.mark.parametrize("bit", [64, 1000, 8 * BLOCK - 1])
def test_what_a_let_through_b_would_see(small_image, resume, tmp_path, bit) -> None:
    disk = small_image.copy(tmp_path)
    place = witness_page(disk)
    with open(disk, "rb") as file:
        file.seek(place + 8)
        page = int.from_bytes(file.read(8), "little") - 8
    flip(disk, 8 * place + bit)
    run = resume(disk, "FAULT=unchecked")
    run.expect("corrupted")
    good, every = map(int, run.verdict.keys["pages"].split("/"))
    assert good == every - 1 > 768, "one witness page; the pages of B's image are right"
    byte = page + bit // 8
    assert f"# witness page {page:#x} is the first that differs: bytes {byte:#x} to {byte:#x}, expected" in run.text()
    assert "# fault: page-checksum-extent-" in run.text(), "A must have seen it"


def test_an_unchecked_image_that_is_whole_recovers(small_image, resume, tmp_path) -> None:
    run = resume(small_image.copy(tmp_path), "FAULT=unchecked")
    run.expect_recovered(2)
    assert "# fault: nothing would have been refused" in run.text()
