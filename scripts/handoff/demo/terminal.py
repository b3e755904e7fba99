"""The terminal as a stage: full screen, keys, a size that may change; as it was before when the show is over.

Plain ANSI escapes that every terminal of the last decades understands, also through ssh, tmux and screen.
"""

import contextlib
import os
import select
import signal
import sys
import termios
import tty
from collections.abc import Iterable
from types import FrameType

from handoff.demo.screen import ASCII, UNICODE, Glyphs, Line

ENTER = "\x1b[?1049h\x1b[?25l"  # alternate screen, no cursor
LEAVE = "\x1b[?25h\x1b[?1049l"
STYLES = {"bold": "1", "dim": "2", "reverse": "7", "red": "1;31", "green": "32", "yellow": "33", "cyan": "36"}
KEYS = {"\x1b[C": "right", "\x1bOC": "right", "\x1b[D": "left", "\x1bOD": "left", " ": "space", "\r": "right",
        "\n": "right", "\x03": "interrupt"}


def glyphs() -> Glyphs:
    """Line drawing if the locale has it."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or ""
    return UNICODE if "UTF" in locale.upper() else ASCII


def is_usable() -> bool:
    """Is there a terminal that can show a full screen?"""
    return sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def keys_in(data: str) -> list[str]:
    """The keys that were pressed; sequences that mean nothing here are dropped."""
    found = []
    while data:
        for sequence, name in KEYS.items():
            if data.startswith(sequence):
                found.append(name)
                data = data[len(sequence):]
                break
        else:
            if data[0] == "\x1b":
                return found
            found.append(data[0])
            data = data[1:]
    return found


class Terminal:
    """Use it in a `with` statement: however that ends, the terminal is restored."""

    def __init__(self, color: bool) -> None:
        self.color = color
        self.input = sys.stdin.fileno() if sys.stdin.isatty() else None
        self.saved: list | None = None
        self.wake_read, self.wake_write = os.pipe()
        os.set_blocking(self.wake_write, False)
        os.set_blocking(self.wake_read, False)

    def __enter__(self) -> "Terminal":
        signal.set_wakeup_fd(self.wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGWINCH, lambda number, frame: None)  # the wake-up descriptor ends the wait
        signal.signal(signal.SIGTSTP, self.suspend)
        self.enter()
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        with contextlib.suppress(OSError, termios.error):  # a terminal that has gone needs no care
            self.leave()

    def enter(self) -> None:
        """Takes the screen and the keys."""
        if self.input is not None:
            self.saved = termios.tcgetattr(self.input)
            tty.setcbreak(self.input)
        self.write(ENTER)

    def leave(self) -> None:
        """Gives both back."""
        self.write(LEAVE)
        if self.input is not None and self.saved is not None:
            termios.tcsetattr(self.input, termios.TCSAFLUSH, self.saved)

    def suspend(self, number: int, frame: FrameType | None) -> None:
        """Ctrl-Z: the shell gets its terminal as it was, and we ours when we are continued."""
        self.leave()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self.suspend)
        self.enter()

    def write(self, text: str) -> None:
        """All of it, now."""
        sys.stdout.write(text)
        sys.stdout.flush()

    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        size = os.get_terminal_size(sys.stdout.fileno())
        return size.columns, size.lines

    def styled(self, text: str, style: str) -> str:
        """Text as the terminal shows it in a style."""
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.color and style else text

    def show(self, lines: list[Line]) -> None:
        """A whole screen; nothing flickers, as nothing is cleared that is not written over."""
        texts = ["".join(self.styled(*span) for span in line) + "\x1b[K" for line in lines]
        self.write("\x1b[H" + "\r\n".join(texts) + "\x1b[J")

    def wait(self, seconds: float | None, others: Iterable[int]) -> list[str]:
        """Keys, after at most so many seconds; sooner if one of the others can be read or the size changes."""
        watched = [self.wake_read, *others, *([self.input] if self.input is not None else [])]
        ready = select.select(watched, [], [], seconds)[0]
        if self.wake_read in ready:
            os.read(self.wake_read, 4096)
        if self.input is None or self.input not in ready:
            return []
        data = os.read(self.input, 1024)
        if not data:  # the terminal has gone
            raise KeyboardInterrupt
        return keys_in(data.decode(errors="ignore"))
