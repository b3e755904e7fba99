"""A log from elsewhere: somebody else's serial console, cloud console or CI job, of which nothing else is known.

How the machine ended is not in a log.  So one that has no RESULT proves nothing: it may have died, or been cut off.
"""

import re
import xml.etree.ElementTree as xml
from collections.abc import Mapping

from handoff.judge.grammar import read_line
from handoff.judge.judge import End, Facts
from handoff.judge.junit import Case, tree
from handoff.judge.log import Log, parse
from handoff.judge.verdict import Verdict, conclude, known

FIRST = "KTAP version 1"
UNKNOWN = "?"


class NobodyAsked:
    """Stands for the variables of a run that are not known (verdict.py, Asked)."""

    given: Mapping[str, str] = {}

    def __getitem__(self, name: str) -> str:
        return UNKNOWN

    def asked(self) -> Mapping[str, str]:
        """Nothing."""
        return {}

    def machine_cpus(self) -> int | None:
        """Not known."""
        return None

    def machine(self) -> str:
        """Not known."""
        return UNKNOWN


def without_prefix(lines: list[str]) -> list[str]:
    """The lines without what a console puts before each of them, such as a time: what stands before the first one."""
    first = next((line for line in lines if line.rstrip().endswith(FIRST)), FIRST)
    prefix = first.rstrip().removesuffix(FIRST)
    if not prefix:
        return lines
    parts = re.split("( *[0-9]+)", prefix)
    pattern = "".join(" *[0-9]+" if part.strip().isdigit() else re.escape(part) for part in parts)
    return [re.sub(f"^{pattern}", "", line, count=1) for line in lines]


def without_epilogue(lines: list[str]) -> list[str]:
    """The lines without what others say after RESULT; whatever may be the kernel's is kept, and judged."""
    ends = [number for number, line in enumerate(lines, 1) if line.startswith("# RESULT")]
    end = ends[-1] if ends else len(lines)
    return lines[:end] + [line for line in lines[end:] if read_line(line, begun=False) is not None]


def read(text: str) -> Log:
    """The kernel's part of a console's log."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    return parse("\n".join(without_epilogue(without_prefix(lines))))


def check(text: str) -> tuple[Log, Verdict]:
    """The log, and the judge's word on it."""
    log = read(text)
    if log.versions and not log.results and not log.all("malformed"):
        return log, Verdict("unproven", "the-log-ends-without-result", known(NobodyAsked(), log))
    return log, conclude(NobodyAsked(), log, Facts(End.STOPPED))


def as_junit(log: Log, verdict: Verdict) -> xml.ElementTree:
    """A test case for each check, and one for the verdict."""
    status = verdict.exit_status()
    checks = [Case("handoff", check.name, failure="" if check.ok else f"not ok {check.number}") for check in log.checks]
    last = Case("handoff", "verdict", failure="" if status in (0, 77) else str(verdict),
                skipped=f"{verdict.word}: {verdict.reason}" if status == 77 else "")
    return tree("handoff", [*checks, last])
