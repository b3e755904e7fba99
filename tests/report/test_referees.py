"""Ten referees side by side: who is in which column, what was only recorded, what changed, and what a reader picks."""

import base64
import json
from pathlib import Path

import pytest
from made import PICTURES, a_run, cell, report

REFEREES = ["qemu-multi 7.2.22", "qemu-multi 10.0.13", "qemu-multi 11.1.3", "qemu-single 7.2.22",
            "qemu-single 10.0.13", "qemu-single 11.1.3", "bochs 2.7", "bochs 3.1", "xen-pvh 4.17.5", "kvm 6.1.174-tcg"]
# qemu-multi changes in 10.0.13 and stays so; the race of `init` may be the same in all versions.
CHANGED = {"qemu-multi 10.0.13": "crashed", "qemu-multi 11.1.3": "crashed"}
RACE_OF_INIT = "recovered|crashed"
RACE = {"qemu-multi 7.2.22": RACE_OF_INIT, "qemu-single 11.1.3": RACE_OF_INIT}


def pinned(method: str, others: dict[str, str]) -> str:
    """A row of scripts/matrix.toml, in an order that is not that of the versions."""
    lines = []
    for referee in reversed(REFEREES):
        platform, version = referee.split()
        lines.append(f'{platform}."{version}" = ["{others.get(referee, "recovered")}"]\n')
    return (f'[[row]]\nmethod = "{method}"\nevent = "none"\nmanual = ["recovered"]\nsource = "SDM"\n'
            f'cause.qemu-multi = "a cause"\ncause.qemu-single = "a cause"\n{"".join(lines)}')


PINS = pinned("park", CHANGED) + pinned("init", RACE) + pinned("hlt", {})


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    """Two files of measured cells, of which the second repeats one; everything else is recorded.

    One run of a race came out as in the other versions, which does not make it the same.
    """
    here = tmp_path_factory.mktemp("referees")
    first = a_run(here / "first", "", "crashed")
    second = a_run(here / "second", "", "recovered")
    (here / "a.json").write_text(json.dumps([
        cell("hlt/none", "bochs", first, "crashed", "recovered", "3.1"),
        cell("park/none", "qemu-multi@10.0", first, "crashed", "recovered", "10.0.13"),
        cell("init/none", "qemu-multi", second, "recovered", "recovered", "7.2.22") | {"pinned": RACE_OF_INIT}]))
    (here / "b.json").write_text(json.dumps([cell("hlt/none", "bochs@3.1", second, "recovered", "recovered", "3.1")]))
    status, said, _ = report(f"{here}/a.json {here}/b.json", here / "index.html", PINS)
    assert status == 0 and not said
    return here / "index.html"


@pytest.fixture
def opened(browser, page):
    """The page as it is when it is opened, wide."""
    browser.look(1600, 1000, "light")
    browser.go("about:blank")
    browser.go(page.as_uri())
    return browser


def row(method: str) -> str:
    """A row's cells, the manual's left out."""
    return f"[...document.querySelectorAll('[aria-label=\"{method}\"] tbody td')].slice(1)"


def marks(browser, method: str) -> dict[int, str]:
    """Columns with a bar to the left of them, and of what kind."""
    bars = browser.ask(row(method) + ".map(td => getComputedStyle(td, '::before').backgroundImage.split('(')[0])")
    return {i: bar for i, bar in enumerate(bars) if bar != "none"}


def hidden(browser, method: str) -> list[int]:
    """Columns that are not shown."""
    return browser.ask(row(method) + ".flatMap((td, i) => td.checkVisibility() ? [] : [i])")


def click(browser, label: str) -> None:
    """A box, by the beginning of what stands beside it."""
    assert browser.ask(f"[...document.querySelectorAll('.pick label')].filter(l => l.textContent.trim()"
                       f".startsWith('{label}')).map(l => l.click()).length") >= 1


def test_columns_carry_names(opened) -> None:
    names = opened.ask("[...document.querySelectorAll('.blocks table')].map(t => [...t.querySelectorAll("
                       "'thead th[scope=col]')].map(h => h.textContent))")
    assert names == [["event at", "the manuals", *REFEREES]] * 3
    heads = opened.ask("[...document.querySelectorAll('.blocks tbody th[scope=row]')].map(h => h.textContent.trim())")
    assert heads == ["none"] * 3


def test_what_was_not_run_is_shown_as_recorded(opened) -> None:
    kinds = opened.ask(row("park") + ".map(td => td.firstChild.tagName + ' ' + td.firstChild.className)")
    assert kinds == ["SPAN c r recovered", "A c crashed x", "SPAN c r crashed x", *["SPAN c r recovered"] * 7]
    said = opened.ask(row("park") + ".map(td => td.firstChild.title)")
    assert said[2] == ("park/none on qemu-multi 11.1.3: crashed (the manual: recovered); 7.2.22: recovered; recorded, "
                       "not run this time")
    assert "recorded" not in said[1] and said[9].endswith("kvm 6.1.174-tcg: recovered; recorded, not run this time")


def test_a_measured_cell_goes_before_its_pin_and_the_last_file_before_the_first(opened) -> None:
    squares = opened.ask("[...document.querySelectorAll('.blocks a.c')].map(a => [a.getAttribute('href'), "
                         "a.className])")
    assert squares == [["#run-park-none-qemu-multi-10-0-13", "c crashed x"],
                       ["#run-init-none-qemu-multi-7-2-22", "c recovered"],
                       ["#run-hlt-none-bochs-3-1", "c recovered"]]
    assert len(opened.ask("[...document.querySelectorAll('article')].map(a => a.id)")) == 3


def test_a_version_that_differs_from_the_one_before_is_marked(opened) -> None:
    assert marks(opened, "park") == {1: "linear-gradient"}
    assert marks(opened, "init") == {1: "repeating-linear-gradient", 5: "repeating-linear-gradient"}
    assert marks(opened, "hlt") == {}
    said = opened.ask(row("init") + ".map(td => td.firstChild.title)")
    assert said[0].endswith("recovered; recorded: recovered|crashed") and "7.2.22: crashed or recovered" in said[1]
    assert opened.ask(row("init") + "[5].firstChild.className") == "c r flaky x"


def test_a_hidden_version_is_not_compared_with(opened) -> None:
    click(opened, "10.0.13")  # of both modes of QEMU
    assert hidden(opened, "park") == [1, 4] and marks(opened, "park") == {2: "linear-gradient"}
    assert marks(opened, "init") == {2: "repeating-linear-gradient", 5: "repeating-linear-gradient"}
    opened.screenshot(PICTURES / "referees-picked.png")


def test_a_platform_can_be_picked(opened) -> None:
    click(opened, "qemu-multi")
    assert hidden(opened, "park") == [0, 1, 2] and hidden(opened, "hlt") == [0, 1, 2] and marks(opened, "park") == {}
    assert opened.ask("[...document.querySelectorAll('.blocks thead .v0')].some(h => h.checkVisibility())") is False
    click(opened, "qemu-multi")
    assert hidden(opened, "park") == []


def test_rows_can_be_picked(opened) -> None:
    shown = "[...document.querySelectorAll('.blocks section')].filter(s => s.checkVisibility()).map(s => s.innerText)"
    methods = "[...document.querySelectorAll('.blocks tbody tr')].filter(r => r.checkVisibility()).length"
    wanted_by = {"where versions": ["park", "init"], "where one": ["park", "init"], "all": ["park", "init", "hlt"]}
    for label, wanted in wanted_by.items():
        click(opened, label)
        assert [text.split()[0] for text in opened.ask(shown)] == wanted
        assert opened.ask(methods) == len(wanted)
    click(opened, "where versions")
    click(opened, "7.2.22")  # what changed after it is no difference among those that are left
    assert [text.split()[0] for text in opened.ask(shown)] == ["init"]
    click(opened, "11.1.3")
    assert opened.ask(shown) == []


def test_without_has_everything_is_shown_and_marked(opened, page, tmp_path) -> None:
    (tmp_path / "old.html").write_text(page.read_text().replace(":has(", ":unknown("))
    opened.go((tmp_path / "old.html").as_uri())
    assert opened.ask("document.querySelector('.pick').checkVisibility()") is False
    assert hidden(opened, "park") == [] and marks(opened, "park") == {1: "linear-gradient"}


def test_at_400_pixels_rows_keep_their_names(opened) -> None:
    opened.look(400, 1000, "light")
    opened.screenshot(PICTURES / "referees-400.png")
    assert opened.ask("document.documentElement.scrollWidth") <= 400
    squares = opened.ask(row("park") + ".map(td => td.firstChild.getBoundingClientRect().width)")
    assert min(squares) >= 18  # a finger can hit them
    opened.look(300, 1000, "light")
    left = "Math.round(document.querySelector('.scroll tbody th').getBoundingClientRect().left)"
    before = opened.ask(left)
    assert opened.ask("document.querySelector('.scroll').scrollLeft = 1000") and \
        opened.ask("document.querySelector('.scroll').scrollLeft") > 20
    assert opened.ask(left) == before


def test_it_prints(opened) -> None:
    click(opened, "bochs")
    opened.look(718, 1000, "dark")  # A4 between margins
    opened.devtools("Emulation.setEmulatedMedia", media="print")
    assert opened.ask("document.querySelector('.pick').checkVisibility()") is False
    assert opened.ask("[...document.querySelectorAll('.scroll')].some(s => s.scrollWidth > s.clientWidth)") is False
    assert hidden(opened, "park") == [6, 7]  # as picked
    assert opened.ask("document.querySelector('thead .v9').innerText") == "kvm 6.1.174-tcg"
    assert opened.ask("[...document.querySelectorAll('article')].some(a => a.checkVisibility())") is False
    pdf = base64.b64decode(opened.devtools("Page.printToPDF")["data"])
    (PICTURES / "referees.pdf").write_bytes(pdf)
    assert pdf.startswith(b"%PDF")
    opened.devtools("Emulation.setEmulatedMedia", media="")


@pytest.mark.parametrize("pins", [
    "", "[[row]", "row = 7", "row = [7]", '[[row]]\nmethod = "nothing"\nevent = "none"\n'])
def test_damaged_pins_are_said_and_the_rest_is_shown(tmp_path, pins) -> None:
    run = a_run(tmp_path / "run", "", "recovered")
    (tmp_path / "a.json").write_text(json.dumps([cell("hlt/none", "bochs", run, "recovered", "recovered", "3.1")]))
    status, said, page = report(tmp_path / "a.json", tmp_path / "index.html", pins)
    assert status == 0 and "what is recorded there is left out" in said and "class=\"warn\"" in page
    assert page.count("href=\"#run-hlt-none-bochs-3-1\"") == 1


def test_nothing_measured_leaves_what_is_recorded(tmp_path) -> None:
    status, said, page = report(tmp_path / "none.json", tmp_path / "index.html", PINS)
    assert status == 1 and "make matrix" in said and "make matrix" in page and page.count('class="c r ') > 30


def test_a_platform_that_nobody_knows_has_a_column(tmp_path) -> None:
    run = a_run(tmp_path / "run", "", "recovered")
    (tmp_path / "a.json").write_text(json.dumps([cell("hlt/none", "new", run, "recovered", "recovered", "")]))
    status, _, page = report(tmp_path / "a.json", tmp_path / "index.html", PINS)
    assert status == 0 and "new <b>unknown</b>" in page
