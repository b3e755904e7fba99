"""A real log (judged/whole.log: four CPUs, `park`, one cycle), whole or with one line changed."""

from pathlib import Path

from handoff.judge.judge import End, Facts
from handoff.judge.log import Log, parse
from handoff.judge.verdict import Verdict, conclude
from handoff.run.options import Options
from handoff.run.options import parse as parse_options

LOGS = Path(__file__).with_name("judged")
WHOLE = (LOGS / "whole.log").read_text().splitlines()
RESULT = WHOLE[-1]
VARIABLES = ("SMP=1x2x2", "OFFLINE=hlt", "WITNESS=1M")  # that it was recorded with


def log(*lines: str) -> Log:
    """A log of these lines."""
    return parse("\n".join(lines) + "\n")


def whole(without: str | None = None, instead: str | None = None, after: tuple[str, ...] = ()) -> Log:
    """The log, except that the line that begins with `without` is missing or is `instead`."""
    lines = []
    for line in WHOLE:
        if without is not None and line.startswith(without):
            lines += [] if instead is None else [instead]
        else:
            lines.append(line)
    return log(*lines, *after)


def ended(word: str, reason: str) -> str:
    """The RESULT line with another verdict."""
    return RESULT.replace("recovered", word).replace("every-check-passed", reason)


def exited(code: int) -> Facts:
    """The kernel wrote `code` to the exit port."""
    return Facts(End.EXIT, code=code)


def verdict(log: Log, facts: Facts, options: Options | None = None) -> Verdict:
    """The whole verdict of a run of such a machine."""
    return conclude(options or parse_options(VARIABLES), log, facts)
