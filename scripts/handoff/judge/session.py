"""A log of several boots: `crash=yes` goes on after a reset, and each boot begins a log of its own."""

from handoff.judge.elsewhere import FIRST, check
from handoff.judge.log import Log, pairs
from handoff.judge.verdict import Verdict


def boots(text: str) -> list[str]:
    """The log of each boot; what stands before the first is the first's."""
    found: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.rstrip().endswith(FIRST) and any(FIRST in before for before in found[-1]):
            found.append([])
        found[-1].append(line)
    return ["\n".join(lines) for lines in found]


def rows(text: str) -> list[dict[str, str]]:
    """The keys of every `# ROW` line."""
    return [pairs(line[line.index("# ROW "):]) for line in text.split("\n") if "# ROW " in line]


def check_last(text: str) -> tuple[Log, Verdict]:
    """The last boot, and the judge's word on it; a boot before it that came to an end makes it no session."""
    *before, last = boots(text)
    log, verdict = check(last)
    if any("# RESULT" in boot for boot in before):
        return log, Verdict("crashed", "contradiction-a-boot-after-the-result", verdict.keys)
    return log, verdict
