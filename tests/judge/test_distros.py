"""make distros: what counts as a failure there, and that a system that cannot be had is skipped, with its reason."""

import os
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest

from handoff import ROOT, roots
from handoff.distros import system
from handoff.distros.report import Tried, as_junit, status
from handoff.distros.steps import Step, steps
from handoff.distros.system import TIMED_OUT, Done, System
from handoff.matrix.matrix import read
from handoff.roots import RootError

RUN, BUG = Step("make run", 60, "recovered"), Step("make run METHOD=mwait", 60, "crashed")
BUILD, TESTS = Step("make kernels", 60), Step("make test", 60, counts=True)


@pytest.mark.parametrize(("step", "status_", "text", "failure"), [
    (RUN, 0, "VERDICT recovered method=park\n", ""),
    (RUN, 2, "VERDICT recovered method=park\n", "exit status 2"),
    (RUN, 0, "all is well\n", "no verdict instead of recovered"),
    (RUN, 2, "VERDICT crashed method=park\n", "crashed instead of recovered"),
    (RUN, TIMED_OUT, "VERDICT recovered method=park\n", "not over after 60 s"),
    (BUG, 2, "VERDICT crashed method=mwait\n", ""),
    (BUG, 0, "VERDICT crashed method=mwait\n", "exit status 0"),
    (BUG, 0, "VERDICT recovered method=mwait\n", "recovered instead of crashed"),
    (BUILD, 0, "update-alternatives: warning: skip creation of x\ndpkg: warning: y\n", ""),
    (BUILD, 0, "smp/cpu.asm:3: warning: a name\n", "smp/cpu.asm:3: warning: a name"),
    (BUILD, 2, "make: *** [x] Error 1\n", "exit status 2"),
    (TESTS, 0, "7 passed, 0 failed, 2 skipped\n", ""),
    (TESTS, 2, "7 passed, 1 failed\n", "exit status 2"),
    (TESTS, 0, "make: Nothing to be done\n", "no line counts the tests"),
])
def test_what_is_a_failure(step, status_, text, failure) -> None:
    assert step.failure(Done(status_, text)) == failure


def test_packages_that_cannot_be_fetched_say_nothing_of_the_system() -> None:
    lost = "Err:7 http://deb.debian.org/debian sid/main amd64 nasm\nE: Failed to fetch http://x/nasm.deb  Timeout\n"
    assert RUN.unreachable(Done(2, lost)).startswith("no packages: Err:7 http://deb.debian.org")
    assert RUN.unreachable(Done(2, "E: Unable to locate package nasm\n")) == "", "a name that is wrong is our fault"
    assert RUN.unreachable(Done(0, lost + "VERDICT recovered method=park\n")) == "", "the second try fetched it"


def test_every_method_is_run_and_the_bug_has_to_crash() -> None:
    matrix = read()
    short, whole = (list(steps(matrix, everything)) for everything in (False, True))
    assert [step.command for step in whole] == ["make run", "make test"]
    assert [step.command for step in short[:2]] == ["make run", "make kernels"]
    assert len(short) == 2 + len({cell.method for cell in matrix.cells})
    assert [step.verdict for step in short if step.command.endswith("METHOD=mwait")] == ["crashed"]


def test_what_is_said() -> None:
    good = Tried("sid", "make run", 3.0, "recovered")
    bad = Tried("sid", "make test", 9.0, failure="exit status 2", log="build/distros/sid/2.log")
    none = Tried("trixie", "root file system", skipped="no network")
    assert good.line() == "ok       sid: make run: recovered (3 s)"
    assert bad.line() == "FAILED   sid: make test: exit status 2 (9 s); build/distros/sid/2.log"
    assert none.line() == "skipped  trixie: no network"
    assert [status(t) for t in ([good], [good, none], [none], [good, bad, none])] == [0, 0, 77, 1]
    suite = as_junit([good, bad, none]).getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "1")


@pytest.mark.parametrize(("words", "says"), [
    (["SUITES=trixy"], "SUITES=trixy is unknown; SUITES may be: bookworm trixie sid"),
    (["SUITES=sid,woody"], "SUITES=woody is unknown"), (["SUITES="], "SUITES= TEST= is malformed"),
    (["TEST=yes"], "TEST=yes is malformed; TEST is 0 or 1"), (["SUITE=sid"], "SUITE is unknown; make distros knows:"),
])
def test_bad_input_is_named(words, says) -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts" / "distros", *words], text=True, capture_output=True)
    assert done.returncode == 1 and says in done.stderr and len(done.stderr.splitlines()) == 1


@pytest.fixture
def places(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(roots, "PLACE", tmp_path / "roots")
    monkeypatch.setattr(system, "PLACE", tmp_path / "distros")
    monkeypatch.delenv(system.INSIDE, raising=False)
    return tmp_path


def test_a_system_in_a_system_is_not_made(places, monkeypatch) -> None:
    monkeypatch.setenv(system.INSIDE, "trixie")
    with pytest.raises(RootError, match="this is the root file system of trixie already"), System("sid"):
        pass
    assert not (places / "roots").exists()


def test_without_mmdebstrap_it_is_skipped(places, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(places))
    with pytest.raises(RootError, match="mmdebstrap is not on this machine"), System("sid"):
        pass


# Stands in for mmdebstrap: runs what it is told to, and the command in the clone without entering anything.
STAND_IN = """#!/bin/sh
[ "$1" = --unshare-helper ] || exit 1
shift
case $1 in */enter.sh) ;; *) exec "$@" ;; esac
root=$2
for last; do :; done
cd "$root/root/handoff" && exec sh -c "${last#*&& }"
"""


@pytest.fixture
def stand_in(places, monkeypatch) -> Path:
    program = places / "bin" / "mmdebstrap"
    program.parent.mkdir()
    program.write_text(STAND_IN)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    (places / "bare" / "root").mkdir(parents=True)
    monkeypatch.setattr(roots, "root", lambda suite, packages, variant: places / "bare")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    (places / "tree").mkdir()
    (places / "tree" / "Makefile").write_text("run:\n")
    for words in (["init", "-q"], ["add", "Makefile"], ["commit", "-qm", "one file"]):
        subprocess.run([*git, *words], cwd=places / "tree", check=True)
    monkeypatch.setattr(system, "ROOT", places / "tree")
    return places


def test_a_clone_of_the_tree_is_there_and_what_was_used_is_removed(stand_in) -> None:
    with System("sid") as made:
        assert (made.root / system.HOME / "Makefile").is_file() and (made.root / system.HOME / ".git").is_dir()
        assert not list((stand_in / "bare" / "root").iterdir()), "the one that is kept stays bare"
    assert not made.root.exists()
    with System("sid") as made:
        made.keep = True
    assert made.root.exists()


def test_a_command_that_does_not_end_is_ended_with_all_that_it_started(stand_in) -> None:
    with System("sid") as made:
        done = made.run("sleep 1234.5 & sleep 1234.5", 0.5, made.place / "1.log")
    assert done.status == TIMED_OUT
    assert subprocess.run(["pgrep", "-f", "sleep 1234.5"], check=False, capture_output=True).stdout == b""


def test_the_report_names_what_was_skipped() -> None:
    suite = xml.fromstring(xml.tostring(as_junit([Tried("sid", "root file system", skipped="no network")]).getroot()))
    assert suite.find("testcase/skipped").get("message") == "no network"
