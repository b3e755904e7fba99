"""A terminal of tmux' for a test: real escapes, real keys, any size."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from handoff import ROOT

DEMO = ROOT / "scripts" / "demo"
PATIENCE = 20.0


class Screen:
    """A shell in a terminal, on a tmux server of its own."""

    def __init__(self, directory: Path, columns: int, lines: int) -> None:
        self.raw = directory / "raw"
        self.socket = directory / "tmux"
        self.tmux("new-session", "-d", "-x", str(columns), "-y", str(lines), "-s", "demo",
                  "env -u NO_COLOR -u MAKEFLAGS PS1='$ ' LC_ALL=C.UTF-8 sh")
        self.tmux("pipe-pane", "-o", f"cat >> {self.raw}")
        self.type(f"cd {ROOT}; stty -a > {directory}/before")
        self.directory = directory

    def tmux(self, *words: str) -> str:
        """One command to the server."""
        done = subprocess.run(["tmux", "-S", str(self.socket), "-f", "/dev/null", *words], check=True, timeout=10,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        return done.stdout

    def type(self, line: str) -> None:
        """A line to the shell."""
        self.tmux("send-keys", "-l", line)
        self.press("Enter")

    def press(self, *keys: str) -> None:
        """Keys, by tmux' names."""
        self.tmux("send-keys", *keys)

    def resize(self, columns: int, lines: int) -> None:
        """Another size."""
        self.tmux("resize-window", "-x", str(columns), "-y", str(lines))

    def text(self) -> str:
        """What is to be seen."""
        return self.tmux("capture-pane", "-p")

    def expect(self, pattern: str) -> str:
        """Waits until it is to be seen, and returns the screen."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, text := self.text()):
            assert time.monotonic() < end, f"{pattern} did not come:\n{text}"
            time.sleep(0.05)
        return text

    def until(self, key: str, pattern: str) -> str:
        """Presses a key, waiting for each step, until the pattern is to be seen."""
        for _ in range(60):
            text = self.text()
            if re.search(pattern, text):
                return text
            step = re.search(r"step \d+/\d+", text)
            self.press(key)
            for _ in range(40):
                if (now := re.search(r"step \d+/\d+", self.text())) and step and now[0] != step[0]:
                    break
                time.sleep(0.02)
        raise AssertionError(f"{pattern} did not come by {key}:\n{self.text()}")

    def expect_restored(self, status: int) -> None:
        """The shell is back, with its screen, its cursor and its terminal settings, and the demo's exit status."""
        self.expect(rf"status={status}\b")
        assert self.tmux("display", "-p", "#{alternate_on} #{cursor_flag}").split() == ["0", "1"]
        self.type(f"stty -a > {self.directory}/after; echo com''pared")
        self.expect("compared")
        before, after = ((self.directory / name).read_text() for name in ("before", "after"))
        assert re.sub(r"rows.*columns \d+;", "", before) == re.sub(r"rows.*columns \d+;", "", after)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Callable[..., Screen]]:
    """screen("METHOD=park", columns=80, lines=24): the demo, running in a terminal."""
    screens: list[Screen] = []

    def start(*variables: str, columns: int = 80, lines: int = 24, environment: str = "") -> Screen:
        screens.append(Screen(tmp_path, columns, lines))
        words = " ".join(f"'{variable}'" for variable in variables)
        screens[0].type(f"clear; {environment} {DEMO} {words}; echo status=$?")
        return screens[0]

    yield start
    for used in screens:
        used.tmux("kill-server")
