"""The demo as its audience sees it: in a terminal of tmux', by its keys, and as text where there is no terminal."""

import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from conftest import DEMO
from handoff import ROOT

SMALL = ("SMP=1x2x2", "WITNESS=1M")
COLOR = re.compile(r"\x1b\[[0-9;]*m")


def emulators(mark: str) -> list[str]:
    """The running emulators with this word on their command line."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if mark.encode() in file.read_bytes().split(b"\0"):
                found.append(file.parent.name)
        except OSError:
            continue
    return found


def demo(*variables: str) -> subprocess.CompletedProcess[str]:
    """The demo without a terminal."""
    return subprocess.run([DEMO, *variables], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)


def test_the_story_by_keys(screen) -> None:
    """Both chapters step by step; then q, and the terminal is as it was."""
    show = screen("METHOD=mwait park", *SMALL)
    show.expect(r"1/2 mwait: the bug of 2019 +step 1/\d+")
    show.press("Space")
    show.expect("PAUSED")
    text = show.until("Right", r"cpu 0 runs the copier")
    assert re.search(r"▶copy", text)
    assert re.search(r"│cpu 0 +boot│ │cpu 1 +sibling│ │cpu 2 +│ │cpu 3 +sibling│", text)
    assert re.search(r"│COPYING +│ │OFFLINE +▒▒▒ │ │LEFT +▒▒▒ │ │OFFLINE +▒▒▒ │", text)
    assert re.search(r"│copier +│ │MWAIT in A +│ │MWAIT in A +│ │MWAIT in A +│", text)
    assert re.search(r"A's memory 1 2 3 +▒▒▒▒ B's image is written over it", text)
    assert re.search(r"# EV t=\d+ life=A cpu=0 state=copying", text)
    text = show.until("Right", r"VERDICT crashed method=mwait")
    assert text.count("│RESET") == 4
    show.press("Left")
    show.expect(r"▶copy[^$]*OFFLINE")
    show.press("m")
    show.expect(r"2/2 park: a page of its own, paging off +step 1/\d+")
    text = show.until("Right", r"cpu 0 runs the copier")
    assert re.search(r"│COPYING +│ │PARKED +│ │PARKED +│ │PARKED +│", text)
    assert re.search(r"safe pages 0 1 2 3\n", text)
    text = show.until("Right", r"VERDICT recovered method=park")
    assert "Every CPU is back." in text
    show.press("+")
    show.press("Right")
    text = show.expect("what came out")
    assert re.search(r"crashed +METHOD=mwait .*\n recovered +METHOD=park", text)
    show.press("q")
    show.expect_restored(0)


def test_q_ends_it_at_once(screen) -> None:
    show = screen("METHOD=park", *SMALL)
    show.expect("1/1 park")
    show.press("q")
    show.expect_restored(0)


def test_ctrl_c_ends_it_with_its_emulator(screen) -> None:
    """While the kernel still runs: HOLD keeps it running."""
    memory = f"{500 + os.getpid() % 400}M"
    show = screen("METHOD=park", "HOLD=20000", f"MEM={memory}", *SMALL)
    end = time.monotonic() + 15
    while not emulators(memory) and time.monotonic() < end:
        time.sleep(0.05)
    assert emulators(memory), "the run did not start"
    show.press("C-c")
    show.expect_restored(130)
    end = time.monotonic() + 5
    while emulators(memory) and time.monotonic() < end:
        time.sleep(0.05)
    assert not emulators(memory)


def test_colours_unless_no_color(screen) -> None:
    show = screen("METHOD=park", *SMALL, environment="NO_COLOR=1")
    show.until("Right", "1/1 park.*step [3-9]")
    show.press("q")
    show.expect_restored(0)
    raw = show.raw.read_text(errors="replace")
    assert "\x1b[?1049h" in raw, "it was a full screen"
    assert not COLOR.search(raw)
    show.type(f"{DEMO} METHOD=park {' '.join(SMALL)}; echo again=$?")
    show.expect("1/1 park.*step 1/")
    show.press("q")
    show.expect("again=0")
    assert COLOR.search(show.raw.read_text(errors="replace"))


def test_auto_plays_by_itself(screen) -> None:
    """Keys do nothing; in the end the screen is the shell's again, with the verdicts on it."""
    show = screen("METHOD=park", "AUTO=1", "SPEED=100", *SMALL)
    show.press("Space", "b", "p")
    show.expect(r"recovered +METHOD=park")
    show.expect_restored(0)


def test_a_terminal_that_is_too_small_says_so(screen) -> None:
    show = screen("METHOD=park", *SMALL, columns=40, lines=10)
    text = show.expect(r"needs\s+60x16")
    assert "This terminal is 40x10" in text
    show.resize(80, 24)
    show.expect("1/1 park.*step 1/")
    show.resize(60, 16)
    text = show.until("Right", "cpu 0 runs the copier")
    assert re.search(r"▶ +0 +copying +copier", text) and re.search(r" 3 sib parked +HLT, safe page", text)
    show.resize(30, 10)
    show.expect(r"needs\s+60x16")
    show.press("q")
    show.expect_restored(0)


def test_without_a_terminal_it_is_text() -> None:
    done = demo("METHOD=mwait park", "SPEED=100", *SMALL)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "=== 1/2 mwait: the bug of 2019" in done.stdout
    assert re.search(r"VERDICT crashed method=mwait .*reason=triple-fault", done.stdout)
    assert "VERDICT recovered method=park" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines() if not line.startswith("    ")) <= 80


@pytest.mark.parametrize(("variable", "said"), [
    ("METHOD=parc", "METHOD=parc is unknown to the demo; METHOD is one or more of: hlt init"),
    ("METHOD=none", "METHOD=none is unknown to the demo"),
    ("SPEED=fast", "SPEED=fast is malformed; SPEED is how many times as fast, 0.1 to 100"),
    ("SPEED=0", "SPEED=0 is malformed"),
    ("SPEED=nan", "SPEED=nan is malformed"),
    ("AUTO=yes", "AUTO=yes is unknown; AUTO may be: 0 1"),
    ("DEBUG=1", "DEBUG=1 means nothing to the demo"),
    ("SPED=2", "unknown variable SPED"),
    ("SMP=4", "SMP=4 is malformed"),
])
def test_bad_variables(variable: str, said: str) -> None:
    done = demo(variable)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stdout == ""


def test_an_emulator_that_does_not_start_is_no_crash_to_show() -> None:
    done = demo("METHOD=park", "QEMU=/nonexistent")
    assert done.returncode == 1
    assert "emulator-did-not-start" in done.stdout and "No such file" in done.stdout


def test_make_hands_the_variables_over() -> None:
    done = subprocess.run(["make", "-s", "demo", "SPEED=fast"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "SPEED=fast is malformed" in done.stderr
