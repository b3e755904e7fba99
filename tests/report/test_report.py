"""The report as a person meets it: in a browser, wide and narrow, light and dark; of runs good and damaged.

The pictures are left in build/report-test/, to be looked at.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from made import EVIL, PICTURES, a_run, cell, colours, report

from handoff import ROOT

RECORDED = ROOT / "tests" / "judge" / "recorded"
# cell, platform, recorded log, outcome, promised
CELLS = [
    ("park/nmi/copied", "qemu-multi", "survived-nmi", "recovered", "recovered"),
    ("mwait/none", "qemu-multi", "crashed", "crashed", "crashed"),
    ("park/none", "qemu-single", "lost", "lost", "recovered"),
    ("hlt/store/parked", "qemu-multi", "skipped", "n/a", "n/a"),
    ("park/none", "qemu-multi", "complete", "recovered", "recovered"),
    ("init/mce/reclaim", "qemu-multi", "complete", "flaky 4/5 recovered", "crashed"),
]
CUT, GARBLED, GONE = ("jmp/none", "jmp/nmi/parked", "jmp/nmi/copied")


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    """A page of good and bad cells."""
    here = tmp_path_factory.mktemp("report")
    cells = []
    for i, (name, platform, log, outcome, manual) in enumerate(CELLS):
        directory = a_run(here / f"run-{i}", (RECORDED / f"{log}.log").read_text(), outcome.split()[0])
        cells.append(cell(name, platform, directory, outcome, manual))
    whole = (RECORDED / "complete.log").read_text()
    cut = a_run(here / "cut", whole[:1400], "crashed")
    garbled = a_run(here / "garbled", whole.replace("cpu=", "c\x1bpu\0").replace("tsc", EVIL), "hung")
    cells += [cell(name, "qemu-multi", where, "crashed", "recovered")
              for name, where in ((CUT, cut), (GARBLED, garbled), (GONE, str(here / "gone")))]
    (here / "matrix.json").write_text(json.dumps([*cells, {"cell": "nameless"}, 7]))
    status, said, _ = report(here / "matrix.json", here / "index.html")
    assert status == 0 and "2 of 11 cells cannot be read" in said
    return here / "index.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_it_reads_well(browser, page, width, scheme) -> None:
    browser.look(width, 1000, scheme)
    browser.go(page.as_uri())
    assert colours(browser.screenshot(PICTURES / f"matrix-{width}-{scheme}.png")) > 50
    assert browser.ask("document.documentElement.scrollWidth") <= width
    ground = browser.ask("getComputedStyle(document.body).backgroundColor")
    assert (max(map(int, re.findall(r"\d+", ground))) < 64) == (scheme == "dark")
    browser.go(page.as_uri() + "#run-park-nmi-copied-qemu-multi-7-2")
    assert colours(browser.screenshot(PICTURES / f"run-{width}-{scheme}.png")) > 50
    assert browser.ask("document.documentElement.scrollWidth") <= width
    assert browser.ask("document.title") == "Handoff: the survival matrix" and not browser.complaints()


def test_each_cell_leads_to_its_run(browser, page) -> None:
    browser.go("about:blank")
    browser.go(page.as_uri())
    links = browser.ask("[...document.querySelectorAll('.blocks a.c')].map(a => a.getAttribute('href'))")
    assert len(links) == len(set(links)) == 9
    shown = ("[...document.querySelectorAll('article')].filter(a => getComputedStyle(a).display != 'none')"
             ".map(a => '#' + a.id)")
    assert browser.ask(shown) == []
    for link in links:
        browser.ask(f"document.querySelector('.blocks a[href=\"{link}\"]').click()")
        assert browser.ask(shown) == [link]
    text = browser.ask("document.querySelector('#run-park-nmi-copied-qemu-multi-7-2').textContent")
    assert "make run METHOD=park PLATFORM=qemu-multi" in text and "took 1 nmi" in text and "# RESULT recovered" in text
    lanes = browser.ask("[...document.querySelectorAll('#run-park-none-qemu-multi-7-2 svg text')]"
                        ".map(t => t.textContent)")
    assert {"CPU 0", "CPU 1"} <= set(lanes) and any(text.startswith("B2") for text in lanes)


def test_expected_stands_beside_measured(browser, page) -> None:
    browser.go(page.as_uri())
    assert browser.ask("document.querySelectorAll('.blocks .c.x').length") == 5
    row = browser.ask("[...document.querySelector('a.c.flaky').closest('tr').querySelectorAll('.c')]"
                      ".map(c => c.title)")
    assert "the manuals promise crashed (SDM vol. 3" in row[0] and "flaky 4/5 recovered (the manual: crashed)" in row[1]


@pytest.mark.parametrize(("name", "said"), [
    (CUT, "the log ends in the middle of a line"), (GARBLED, "cannot be read: # EV"), (GONE, "there is no log")])
def test_a_damaged_log_is_said_on_the_page(browser, page, name, said) -> None:
    anchor = "run-" + name.replace("/", "-") + "-qemu-multi-7-2"
    browser.look(1280, 1000, "light")
    browser.go("about:blank")
    browser.go(f"{page.as_uri()}#{anchor}")
    browser.screenshot(PICTURES / f"damaged-{anchor}.png")
    warning = browser.ask(f"document.querySelector('#{anchor} .warn').textContent")
    assert "damaged or cut short" in warning and said in warning


def test_nothing_comes_from_elsewhere(page) -> None:
    text = page.read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"<script|<link[^>]*href=\"(?!data:,)|src=|url\(|@import|https?://", text)


@pytest.mark.parametrize("text", ["", "[{]", "{}", "[]", "[7]"])
def test_a_damaged_matrix_is_said_on_the_page(tmp_path, text) -> None:
    (tmp_path / "matrix.json").write_text(text)
    status, said, page = report(tmp_path / "matrix.json", tmp_path / "report" / "index.html")
    assert status == 1 and said and "class=\"warn\"" in page


def test_no_matrix_yet(tmp_path) -> None:
    status, said, page = report(tmp_path / "none.json", tmp_path / "index.html")
    assert status == 1 and "make matrix" in said and "make matrix" in page


@pytest.mark.parametrize("variable", ["RUN", "LOG"])
def test_the_exports_of_one_run(browser, tmp_path, variable) -> None:
    log = tmp_path / "serial.log"
    log.write_text((RECORDED / "survived-nmi.log").read_text())
    given = f"{variable}={tmp_path if variable == 'RUN' else log}"
    subprocess.run([sys.executable, ROOT / "scripts" / "timeline", given], check=True, capture_output=True,
                   timeout=60)
    assert {event["name"] for event in json.loads((tmp_path / "trace.json").read_text())["traceEvents"]
            if event["ph"] == "X"} >= {"B1", "A", "B2", "copy", "parked", "online"}
    assert (tmp_path / "timeline.vcd").read_text().count("$var ") == 5  # tests/judge/test_timeline.py parses it
    browser.look(1140, 400, "dark")
    browser.go((tmp_path / "timeline.svg").as_uri())
    assert browser.ask("document.documentElement.tagName") == "svg"
    assert colours(browser.screenshot(PICTURES / "timeline-dark.png")) > 50


def test_timeline_refuses_what_is_not_there(tmp_path) -> None:
    for words in ((), (f"RUN={tmp_path}/nothing",), (f"LOG={tmp_path}",), ("RNU=x",)):
        done = subprocess.run([sys.executable, ROOT / "scripts" / "timeline", *words], capture_output=True, text=True,
                              timeout=60)
        assert done.returncode == 1 and "LOG=file" in done.stderr and "Traceback" not in done.stderr
