"""A run as it lies on the disk: its log and its verdict, whatever is left of them."""

import json
from dataclasses import dataclass
from pathlib import Path

from handoff.timeline.model import Timeline
from handoff.timeline.reader import ended, timeline


@dataclass(frozen=True)
class Recorded:
    """One run."""

    line: Timeline
    text: str
    word: str
    reason: str


def log_of(directory: Path) -> tuple[str, list[str]]:
    """The log with what the runner said, or the serial port's, and what is wrong with it."""
    for name in ("show.log", "serial.log"):
        try:
            return (directory / name).read_text(errors="replace"), []
        except OSError:
            continue
    return "", ["there is no log: neither show.log nor serial.log can be read"]


def verdict_of(directory: Path) -> tuple[str, str, list[str]]:
    """Word and reason of verdict.json."""
    file = directory / "verdict.json"
    if not file.exists():
        return "", "", []
    try:
        data = json.loads(file.read_text(errors="replace"))
        return str(data["word"]), str(data["reason"]), []
    except (OSError, ValueError, KeyError, TypeError):
        return "", "", ["verdict.json cannot be read"]


def read_run(directory: Path) -> Recorded:
    """The run whose directory this is."""
    text, missing = log_of(directory)
    word, reason, flaws = verdict_of(directory)
    line = ended(timeline(text), word, reason)
    line.flaws[:0] = [*missing, *flaws]
    return Recorded(line, text, word, reason)


def read_log(file: Path) -> Recorded:
    """Only a log."""
    text = file.read_text(errors="replace")
    line = timeline(text)
    return Recorded(line, text, line.verdict, "")
