"""Root file systems of other suites: made once, with a reason where they cannot be made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from handoff import ROOT, roots
from handoff.roots import RootError, root

# Stands in for mmdebstrap: the target is the argument after the suite.
STAND_IN = """#!/usr/bin/python3
import os, sys
words = sys.argv[1:]
target = words[[i for i, w in enumerate(words) if not w.startswith("-")][1]]
open(target + ".calls", "a").write("x")
if os.environ.get("EXPIRED") and not any("Check-Valid-Until" in w for w in words):
    sys.exit("E: Release file for http://mirror/dists/sid/InRelease is expired (invalid since 3d).")
if os.environ.get("FAILS"):
    sys.exit("I: hello\\nE: Unable to locate package x\\nE: apt-get update failed")
os.mkdir(target)
"""


@pytest.fixture
def calls(tmp_path, monkeypatch):
    """How often mmdebstrap was called for a suite."""
    program = tmp_path / "bin" / "mmdebstrap"
    program.parent.mkdir()
    program.write_text(STAND_IN)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(roots, "PLACE", tmp_path / "roots")
    return lambda: "".join(p.read_text() for p in (tmp_path / "roots").glob("*.calls"))


def test_it_is_made_once_and_kept(calls) -> None:
    place = root("trixie", ["one", "two"])
    assert place.is_dir() and place.parent == roots.PLACE and place.name.startswith("trixie-")
    assert root("trixie", ["two", "one"]) == place and calls() == "x"
    assert root("trixie", ["one"]) != place and root("sid", ["one", "two"]) != place


def test_what_cannot_be_made_has_a_reason_and_leaves_nothing_that_looks_whole(calls, monkeypatch) -> None:
    monkeypatch.setenv("FAILS", "1")
    with pytest.raises(RootError, match=r"Debian's trixie cannot be unpacked \(Unable to locate package x\); .*\.log"):
        root("trixie", ["x"])
    assert not [p for p in roots.PLACE.iterdir() if p.is_dir()]
    monkeypatch.delenv("FAILS")
    assert root("trixie", ["x"]).is_dir(), "the next one tries again"


def test_an_expired_suite_is_said_and_taken(calls, monkeypatch, capsys) -> None:
    monkeypatch.setenv("EXPIRED", "1")
    assert root("sid", ["x"]).is_dir() and calls() == "xx"
    assert "# the Release file of Debian's sid is expired; it is taken as it is" in capsys.readouterr().err


def test_without_mmdebstrap(calls, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RootError, match="mmdebstrap is not on this machine"):
        root("trixie", ["x"])


def test_backports_stand_on_their_suite_and_go_first() -> None:
    words = roots.arguments("trixie-backports", ["qemu"], Path("/r"), expired=False)
    assert words[-4:] == ["trixie", "/r", "deb http://deb.debian.org/debian trixie main",
                          "deb http://deb.debian.org/debian trixie-backports main"]
    assert '--aptopt=APT::Default-Release "trixie-backports"' in words
    plain = roots.arguments("trixie", ["qemu"], Path("/r"), expired=False)
    assert len([word for word in plain if word.startswith("deb ")]) == 1 and "Default-Release" not in " ".join(plain)


def test_who_comes_second_waits_for_the_first(calls) -> None:
    code = f"from handoff import roots; roots.PLACE = roots.Path({str(roots.PLACE)!r}); print(roots.root('sid', ['x']))"
    both = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT / "scripts", stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, text=True) for _ in range(2)]
    assert len({process.communicate(timeout=30)[0] for process in both}) == 1 and calls() == "x"
