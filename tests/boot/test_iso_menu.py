"""The menu of `make iso`: an entry a method, one for the probes, one for the whole matrix in one boot."""

import re
import time
from pathlib import Path

import pytest

from handoff.judge.log import pairs
from handoff.run import iso
from handoff.run.names import kernel
from handoff.run.options import ALL, Options, parse
from handoff.run.qemu import screen

SURVIVE_ALL = {"init", "jmp", "mailbox", "park", "park,nomce", "park,nmilatch"}
METHODS = kernel().names("methods")
POINTS = kernel().values("at")
WITHOUT_SIPI = {"jmp", "mailbox"}  # and so without the last point


def rows(log) -> list[dict[str, str]]:
    """The keys of every `# ROW` line."""
    return [pairs(line) for line in log.lines if line.startswith("# ROW ")]


def names(found: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """Method, event, point."""
    return [(row["method"], row["inject"], row["at"]) for row in found]


def test_one_entry_a_method_and_park_is_the_default() -> None:
    words = list(iso.entries(parse(["OFFLINE=hlt"])).values())
    assert words[0] == "method=park offline=hlt"
    assert sorted(words) == sorted(f"method={method} offline=hlt" for method in (*METHODS, ALL))


def test_titles_have_no_quotes_that_would_end_them() -> None:
    config = iso.menu(iso.entries(Options({})), timeout=10)
    assert len(re.findall(r'^menuentry "[^"]+" \{$', config, re.MULTILINE)) == len(METHODS) + 1
    assert "@" not in config


@pytest.mark.parametrize("way,method,cpus", [("iso", "none", 8), ("uefi", "jmp", 8)])
def test_an_entry_of_the_menu_boots(boot, tmp_path: Path, monkeypatch, way: str, method: str, cpus: int) -> None:
    """The menu itself, with another default and no time to choose."""
    given = parse(["OFFLINE=hlt", "WITNESS=1M"])
    entries = iso.entries(given)
    chosen = [*entries.values()].index(f"method={method} offline=hlt witness=1M")
    image = tmp_path / "menu.iso"
    iso.build(given.elf(), iso.menu(entries, timeout=0, default=chosen), image)
    monkeypatch.setattr(iso, "for_run", lambda elf, words, module=None: image)
    run = boot(f"METHOD={method}", "OFFLINE=hlt", "WITNESS=1M", f"BOOT={way}")
    run.expect("recovered", method=method, cpus=f"{cpus}/{cpus}")


def last_picture(machine, work: Path) -> list[str]:
    """The lines of VGA's text when the result is there: it comes after RESULT."""
    deadline = time.monotonic() + 60
    while "Handoff:" not in (lines := screen.text_lines(screen.text_cells(machine, work)))[1]:
        assert time.monotonic() < deadline, "\n".join(lines)
        time.sleep(0.2)
    return lines


def test_the_matrix_in_one_boot(boot, tmp_path: Path) -> None:
    seen: list[list[str]] = []
    run = boot(f"METHOD={ALL}", "OFFLINE=hlt", "WITNESS=1M", "BOOT=iso", "SCREEN=1", "SMP=1x2x2",
               inspect=lambda machine, log: seen.append(last_picture(machine, tmp_path)))
    run.expect("recovered", method="all", inject="all", at="all")
    found = rows(run.log)
    assert len(set(names(found))) == len(found), "no row twice"
    good = [row for row in found if row["verdict"] == "recovered"]
    left_out = [row for row in found if row["verdict"] != "recovered"]
    assert run.verdict.keys["cycles"] == f"{len(good)}/{len(good)}"
    assert {(method, "none", "none") for method in {*METHODS} - {"none", "mwait"}} <= {*names(good)}
    assert {(method, "nmi", at) for method in SURVIVE_ALL - WITHOUT_SIPI for at in POINTS} <= {*names(good)}
    assert {(method, event, at) for method in WITHOUT_SIPI for event in ("nmi", "store") for at in POINTS[:-1]} <= {
        *names(good)}
    assert ("mwait", "none", "none") in names(left_out) and ("park,noidt", "nmi", "copied") in names(left_out)
    assert all(row["reason"] == "meant-to-crash" for row in left_out)
    assert all(row["cpus"] == "4/4" for row in good)
    shown = [line[:30].split() for line in seen[0]]
    assert shown[1] == ["Handoff:", "recovered"]
    assert ["park", "r", "rrrrr"] in shown and ["mailbox", "r", "rrrr", "rrrr"] in shown, "a grid of methods by events"


def test_only_one_event_and_what_is_meant_to_crash(boot) -> None:
    """crash=yes: the survivors come first, then the first of the others takes the machine with it."""
    run = boot(f"METHOD={ALL}", "INJECT=store", "OFFLINE=mwait", "WITNESS=1M", "APPEND=crash=yes")
    run.expect("crashed")
    assert names(rows(run.log)) == [(method, "store", at) for method in sorted(WITHOUT_SIPI)
                                    for at in POINTS[:-1]]


def test_a_row_that_fails_ends_the_matrix(boot) -> None:
    run = boot(f"METHOD={ALL}", "OFFLINE=hlt", "WITNESS=1M", "FAULT=skip-extent")
    run.expect("corrupted", method="all")
    assert [row["verdict"] for row in rows(run.log)] == ["corrupted"]


def test_no_power_cycles_between_rows(boot) -> None:
    run = boot(f"METHOD={ALL}", "STORE=nvme")
    run.expect("refused")
    assert run.verdict.reason == "method-all-needs-store-ram"
