"""Makes logs as the kernel would write them, whole or with one thing wrong."""

from handoff.judge.judge import End, Facts
from handoff.judge.log import Log, parse
from handoff.judge.verdict import Verdict, conclude
from handoff.run.options import Options
from handoff.run.options import parse as parse_options

KEYS = "method=park offline=mwait inject=none at=none cpus=8/8 pages=4096/4096 store=ram layout=other cycles=1/1"
WHOLE = ["", "KTAP version 1", "1..3", "# options method=park offline=mwait layout=other store=ram cycles=1",
         "ok 1 - a", "# EV t=1 life=A cpu=3 state=parked why=leave by=0", "ok 2 - b", "ok 3 - c",
         f"# RESULT recovered {KEYS} reason=none"]


def log(*lines: str) -> Log:
    """A log of these lines."""
    return parse("\n".join(lines) + "\n")


def whole(without: str | None = None, instead: str | None = None, after: tuple[str, ...] = ()) -> Log:
    """A log that deserves `recovered`, except that the line `without` is missing or is `instead`."""
    lines = []
    for line in WHOLE:
        if line == without or (without == "RESULT" and line.startswith("# RESULT")):
            lines += [] if instead is None else [instead]
        else:
            lines.append(line)
    return log(*lines, *after)


def exited(code: int) -> Facts:
    """The kernel wrote `code` to the exit port."""
    return Facts(End.EXIT, code=code)


def verdict(log: Log, facts: Facts, options: Options | None = None) -> Verdict:
    """The whole verdict of a run with default options."""
    return conclude(options or parse_options([]), log, facts)
