"""The machine's own screen: what somebody without a serial cable sees at the end, in text mode and on a framebuffer.

SCREEN=1 gives the machine a VGA.  The machine is looked at after RESULT, when it still lives.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from handoff import ROOT
from handoff.run.qemu import screen

GREEN, CYAN, RED, BLUE = 2, 3, 4, 1  # backgrounds, the upper half of an attribute (kernel/screen/colour.hpp)
BLACK_PIXEL, GREEN_PIXEL, CYAN_PIXEL = (b"\0\0\0", b"\0\xaa\0", b"\0\xaa\xaa")


@pytest.fixture
def look(boot, tmp_path: Path):
    """look("METHOD=park", ...): the run, and the cells of its VGA text at the end."""

    def look_once(*variables: str):
        seen = []
        run = boot("SCREEN=1", *variables,
                   inspect=lambda machine, log: seen.append(screen.text_cells(machine, tmp_path)))
        assert seen, run.text()
        return run, seen[0]

    return look_once


def backgrounds(cells, row: int) -> list[int]:
    """Of each character of a row."""
    return [attribute >> 4 for _, attribute in cells[row]]


@pytest.mark.parametrize("way", ["kernel", "iso"])
def test_text_mode_shows_cpus_steps_and_verdict(look, way: str) -> None:
    run, cells = look("METHOD=park", "OFFLINE=hlt", f"BOOT={way}")
    run.expect_recovered(8)
    lines = screen.text_lines(cells)
    assert "park" in lines[0] and "kernel B, second life" in lines[0]
    assert re.findall(r"cpu \d", lines[2]) == [f"cpu {n}" for n in range(8)], "all in one line, siblings side by side"
    assert lines[3].split() == ["online", "offline"] * 4
    assert {(GREEN, CYAN)} == {(backgrounds(cells, 2)[lines[2].index(f"cpu {n}")],
                                backgrounds(cells, 2)[lines[2].index(f"cpu {n + 1}")]) for n in range(0, 8, 2)}
    assert "online 4" in lines[15] and "offline 4" in lines[15]
    assert all(line.startswith(" *") for line in lines[16:23]), "every step is done"
    assert lines[23].startswith(" RECOVERED") and set(backgrounds(cells, 23)) == {GREEN}
    assert "cpus 8/8" in lines[24] and "every-check-passed" in lines[24]


@pytest.mark.long
def test_254_cpus_fit(look) -> None:
    run, cells = look("METHOD=park", "OFFLINE=hlt", "SMP=1x127x2")
    run.expect_recovered(254)
    grid = "".join("".join(c for c, _ in cells[row]) for row in range(2, 14))
    assert all(re.search(rf"{n:3}", grid) for n in range(254))
    shades = [shade for row in range(2, 14) for shade in backgrounds(cells, row)]
    assert shades.count(GREEN) == shades.count(CYAN) == 127 * 3


def test_a_framebuffer_shows_the_same_colours(boot, tmp_path: Path) -> None:
    seen = []
    run = boot("SCREEN=1", "METHOD=park", "OFFLINE=hlt", "BOOT=uefi",
               inspect=lambda machine, log: seen.append(screen.pixels(machine, tmp_path)))
    run.expect_recovered(8)
    width, height, data = seen[0]
    assert len(data) == 3 * width * height and width >= 640 and height >= 400
    all_pixels = [data[i:i + 3] for i in range(0, len(data), 3)]
    scale = min(width // 640, height // 400)
    verdict = 2 * 16 * 640 * scale * scale
    assert verdict / 2 < all_pixels.count(GREEN_PIXEL) < 2 * verdict
    assert all_pixels.count(CYAN_PIXEL) > 4 * 9 * 8 * 16 * scale * scale
    left, top = (width - 640 * scale) // 2, (height - 400 * scale) // 2
    around = [all_pixels[y * width + x] for y in (0, top - 1) for x in range(width)] if top > 0 else []
    assert set(around) <= {BLACK_PIXEL}
    assert all_pixels[(top + 400 * scale - 1) * width + left] == GREEN_PIXEL, "the verdict's bar ends the text"


@pytest.mark.parametrize("fault,words,shade", [("lose-cpu", "LOST", RED), ("skip-extent", "CORRUPTED", RED),
                                               ("checksum", "REFUSED", BLUE)])
def test_a_bad_end_is_seen_too(look, fault: str, words: str, shade: int) -> None:
    run, cells = look("OFFLINE=hlt", f"FAULT={fault}")
    run.expect(words.lower())
    lines = screen.text_lines(cells)
    assert lines[23].startswith(f" {words}") and set(backgrounds(cells, 23)) == {shade}


def test_a_wrong_word_is_on_the_screen(look) -> None:
    run, cells = look("APPEND=nonsense=1")
    run.expect("refused")
    lines = screen.text_lines(cells)
    assert lines[23].startswith(" REFUSED") and "nonsense=1" in lines[24]


def test_what_a_refuses_is_drawn_by_a(look) -> None:
    run, cells = look("OFFLINE=hlt", "FAULT=checksum")
    run.expect("refused")
    lines = screen.text_lines(cells)
    assert "kernel A" in lines[0] and backgrounds(cells, 0)[0] == RED
    assert [line[1] for line in lines[16:21]] == ["*", "*", "*", ">", " "]


def test_without_a_vga_nothing_is_missing(boot) -> None:
    boot("METHOD=park", "OFFLINE=hlt", "SCREEN=0", "WITNESS=1M").expect_recovered(8)


def test_a_picture_for_the_readme(tmp_path: Path) -> None:
    file = tmp_path / "grid.png"
    command = [sys.executable, ROOT / "scripts" / "run", "OFFLINE=hlt", "WITNESS=1M", "SMP=1x2x2", "SCREEN=1"]
    done = subprocess.run([*command, f"PICTURE={file}", f"DIRECTORY={tmp_path}"], capture_output=True, text=True)
    assert done.returncode == 0 and "VERDICT recovered" in done.stdout, done.stdout + done.stderr
    assert file.read_bytes().startswith(b"\x89PNG")
