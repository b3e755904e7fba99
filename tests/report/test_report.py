"""The report in a real browser, headless: at a desk's and at a telephone's width, in light and dark."""

import json
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from handoff import page
from handoff.matrix import read
from handoff.measure import Measured

RECORDED = Path(__file__).parents[1] / "judge" / "recorded"
LOGS = {"park/nmi/copied": "survived-nmi", "park/none": "complete", "mwait/none": "crashed", "init/mce/copied": None}


@pytest.fixture
def measured(tmp_path, monkeypatch) -> list[Measured]:
    """Four cells: two recovered, one crashed, one against the manual whose log is gone."""
    monkeypatch.setattr(page, "ROOT", tmp_path)
    cells = {cell.name(): cell for cell in read().cells}
    found = []
    for name, log in LOGS.items():
        directory = tmp_path / name.replace("/", "-")
        directory.mkdir()
        if log:
            (directory / "serial.log").write_text((RECORDED / f"{log}.log").read_text())
        outcome = "crashed" if name.startswith("mwait") else "recovered"
        found.append(Measured(cells[name], "qemu-multi", "7.2.22", (outcome,) * 5, "because", directory.name,
                              "make run X"))
    return found


class Page(HTMLParser):
    """What the tests want to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links, self.ids, self.outside = [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes) -> None:
        given = dict(attributes)
        self.ids.add(given.get("id"))
        self.links += [given["href"]] if tag == "a" else []
        self.outside += [v for k, v in given.items() if k in ("src", "href") and not v.startswith("#")]


def shoot(file: Path, width: int, *more: str) -> Image.Image:
    """A screenshot by headless Chromium."""
    picture = file.with_suffix(f".{width}.png")
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *more,
                    f"--user-data-dir={file.parent}/chromium", f"--screenshot={picture}",
                    f"--window-size={width},1400", f"file://{file}"], check=True, capture_output=True, timeout=90)
    return Image.open(picture).convert("RGB")


def share(image: Image.Image, colour: tuple[int, int, int]) -> float:
    """How much of the picture has about this colour."""
    near = sum(count for count, c in image.getcolors(1 << 24) if all(abs(a - b) < 12 for a, b in zip(c, colour)))
    return near / (image.width * image.height)


def test_every_cell_leads_to_its_run_and_nothing_leads_outside(measured) -> None:
    text = page.html(measured)
    seen = Page(text)
    assert len(seen.links) == 4 and {link[1:] for link in seen.links} <= seen.ids and seen.outside == []
    assert text.count("<svg") == 3 and "the log of this run is gone" in text and "(manual: crashed)" in text


@pytest.mark.parametrize("width", [1280, 400])
def test_it_looks_right(measured, tmp_path, width) -> None:
    file = tmp_path / "index.html"
    whole = page.html(measured)
    table = whole[whole.index("<h2>"):whole.index("<h2>Runs")]
    file.write_text(whole.replace(table, table + page.picture((RECORDED / "complete.log").read_text())))
    image = shoot(file, width)
    assert image.width == width
    assert share(image, (0xcf, 0xee, 0xd6)) > 0.002, "recovered cells are green"
    assert share(image, (0xf6, 0xcf, 0xcf)) > 0.001, "crashed cells are red"
    assert share(image, (0x3a, 0xa6, 0x57)) > 0.002, "CPUs that are online are green in the timelines"
    assert share(image, (255, 255, 255)) > 0.3


def test_dark(measured, tmp_path) -> None:
    file = tmp_path / "index.html"
    file.write_text(page.html(measured))
    image = shoot(file, 1280, "--blink-settings=preferredColorScheme=0")
    assert share(image, (0x15, 0x18, 0x1d)) > 0.3


def test_garbled_and_missing_logs_give_a_page_that_says_so(measured, tmp_path) -> None:
    (tmp_path / "park-none" / "serial.log").write_bytes(b"\xff\x00# EV t=1\n# EV life\n")
    assert "an EV line without t, cpu, state and life" in page.html(measured)
    assert "there is nothing to show" in page.html([])


def test_one_runs_files(tmp_path) -> None:
    log = tmp_path / "serial.log"
    log.write_text((RECORDED / "complete.log").read_text())
    line = page.write_timeline(log, tmp_path)
    assert line.cpus == 2 and json.loads((tmp_path / "trace.json").read_text())["traceEvents"]
    assert (tmp_path / "timeline.svg").read_text().startswith("<svg") and (tmp_path / "timeline.vcd").exists()
