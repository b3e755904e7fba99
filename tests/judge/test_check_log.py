"""make check-log: a log from elsewhere, with whatever a console puts around it, believed as little as one of ours."""

import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest
from forgeries import FORGERIES, Forgery
from forgeries_linux import FORGERIES as AFTER_LINUX

from handoff import ROOT
from handoff.judge.elsewhere import as_junit, check
from handoff.judge.judge import judge
from handoff.judge.log import parse
from test_recorded import exit_of

LOGS = sorted(path for place in ("recorded", "judged") for path in Path(__file__).with_name(place).glob("*.log"))
COMPLETE = Path(__file__).with_name("recorded") / "complete.log"
NOISE = "SeaBIOS (version 1.16)\nBooting from ROM..\n\x1b[2J"
TAIL = "section_end:1700000000:step\nCleaning up\n$ exit 0\n"


def word(text: str) -> str:
    """Of the verdict."""
    return check(text)[1].word


@pytest.mark.parametrize("log", LOGS, ids=lambda path: path.stem)
def test_it_says_what_the_judge_says_in_a_run_and_nothing_of_one_without_result(log: Path) -> None:
    known = parse(log.read_text())
    verdict = check(log.read_text())[1]
    if known.results:
        assert (verdict.word, verdict.reason) == judge(known, exit_of(known))
    else:
        assert (verdict.word, verdict.reason) == ("unproven", "the-log-ends-without-result")


@pytest.mark.parametrize("around", [
    lambda text: text.replace("\n", "\r\n"),
    lambda text: NOISE + text + TAIL,
    lambda text: "".join(f"[{i // 7:5}.{i:06}] {line}\n" for i, line in enumerate(text.splitlines())),
    lambda text: "".join(f"2026-11-26T08:00:{i:02}Z {line}\r\n" for i, line in enumerate(text.splitlines())),
], ids=["carriage-returns", "noise-around", "kernel-times", "iso-times"])
def test_what_a_console_adds_changes_nothing(around) -> None:
    text = COMPLETE.read_text()
    assert str(check(around(text))[1]) == str(check(text)[1]) and word(text) == "recovered"


def test_wherever_it_is_cut_off_it_is_no_pass() -> None:
    lines = COMPLETE.read_text().splitlines()
    end = next(i for i, line in enumerate(lines) if line.startswith("# RESULT"))
    assert {word("\n".join(lines[:length])) for length in range(end)} == {"unproven"}


def test_what_comes_after_result_is_looked_at() -> None:
    text = COMPLETE.read_text()
    assert word(text + "KTAP version 1\n1..14\n") == "crashed", "it began again"
    assert word(text + "# PANIC exception 14\n") == "crashed"
    assert word(text + next(line for line in text.splitlines() if line.startswith("# RESULT"))) == "crashed"


def test_a_lost_cpu_fails_in_the_report_too() -> None:
    log, verdict = check(COMPLETE.with_name("lost.log").read_text())
    cases = as_junit(log, verdict).getroot()
    assert verdict.exit_status() == 1 and int(cases.get("failures")) >= 2 and len(cases) == len(log.checks) + 1


# A remark after RESULT is a console's here, where nobody watched the machine end.
MEANT = [forgery for forgery in (*FORGERIES, *AFTER_LINUX) if forgery.name != "a line after RESULT"]


@pytest.mark.parametrize("forgery", MEANT, ids=lambda forgery: forgery.name)
def test_a_forgery_is_seen_here_too(forgery: Forgery) -> None:
    assert word(forgery.text()) != "recovered"


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    """The one file, somewhere else."""
    done = subprocess.run(["make", "-s", "build/check-log.pyz"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    place = tmp_path_factory.mktemp("elsewhere") / "check-log.pyz"
    place.write_bytes((ROOT / "build" / "check-log.pyz").read_bytes())
    return place


@pytest.mark.parametrize(("name", "status"), [("complete", 0), ("lost", 1), ("skipped", 77), ("crashed", 77)])
def test_packed_into_one_file_it_needs_nothing_but_python(packed: Path, name: str, status: int) -> None:
    log, junit = COMPLETE.with_name(f"{name}.log"), packed.with_suffix(".xml")
    # -I and -S: neither this tree nor the machine's packages
    done = subprocess.run([sys.executable, "-I", "-S", packed, "LOG=-", f"JUNIT={junit}"], stdin=log.open(),
                          capture_output=True, text=True, check=False, cwd=packed.parent)
    assert done.returncode == status and done.stdout.splitlines()[-1] == str(check(log.read_text())[1])
    assert xml.parse(junit).getroot().get("name") == "handoff"


@pytest.mark.parametrize(("words", "said"), [
    ([], "LOG= is missing"), (["FILE=x"], "FILE is unknown"),
    (["LOG=/no/such/file"], "LOG=/no/such/file cannot be read"),
    ([f"LOG={COMPLETE}", "JUNIT=/no/such/place/x.xml"], "JUNIT=/no/such/place/x.xml cannot be written"),
])
def test_bad_input_is_named(words: list[str], said: str) -> None:
    done = subprocess.run([ROOT / "scripts" / "check-log", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and said in done.stderr
