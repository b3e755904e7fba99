"""The judge: from a log and the way the emulator ended to one verdict and its reason.

The kernel's own word counts only if everything else says the same: the plan, every check, the place of the RESULT
line and the value on the exit port.  The way the machine ended comes first, as a machine that triple-faulted after
a fine RESULT line did triple-fault.
"""

from dataclasses import dataclass
from enum import Enum

from handoff.judge.log import Log

# The kernel's word -> what it writes to the exit port.
EXIT_CODES = {"recovered": 0, "skipped": 77, "lost": 1, "corrupted": 1, "crashed": 1, "hung": 1, "refused": 1}


class End(Enum):
    """How the emulator came to its end."""

    EXIT = "exit"  # the kernel wrote `code` to the exit port
    STOPPED = "stopped"  # the runner stopped it after the RESULT line; there was no exit port
    TRIPLE_FAULT = "triple-fault"
    RESET = "reset"
    POWEROFF = "poweroff"  # unannounced, or of a machine that is not switched on again
    TOO_MANY_BOOTS = "too-many-boots"  # switched off more often than the story has power cycles
    TIMEOUT = "timeout"
    DIED = "emulator-died"  # by itself: an abort, a signal
    NOT_STARTED = "emulator-did-not-start"


@dataclass(frozen=True)
class Facts:
    """What the runner saw from outside."""

    end: End
    code: int | None = None
    seconds: float = 0.0


def judge(log: Log, facts: Facts) -> tuple[str, str]:
    """The verdict's word and its reason."""
    if facts.end is End.TIMEOUT:
        when = "after-result" if log.results else f"after-{facts.seconds:g}s"
        return "hung", f"timeout-{when}" if log.versions else f"timeout-{when}-in-silence"
    if facts.end not in (End.EXIT, End.STOPPED):
        return "crashed", facts.end.value
    if not log.versions and not log.results:
        return "crashed", "silence"
    if not log.results:
        return "crashed", "exit-without-result"
    result = log.results[0]
    if flaw := contradiction(log, facts):
        return "crashed", f"contradiction-{flaw}"
    reason = result.keys.get("reason", "none")
    return result.verdict, reason


def contradiction(log: Log, facts: Facts) -> str | None:
    """What in the log or the exit code speaks against the RESULT line; None if nothing does."""
    word = log.results[0].verdict
    if len(log.results) > 1:
        return f"{len(log.results)}-results"
    if word not in EXIT_CODES:
        return "unknown-verdict"
    if not log.last_line().startswith("# RESULT"):
        return "result-is-not-the-last-line"
    if log.versions != 1:
        return f"{log.versions}-ktap-versions"
    if facts.end is End.EXIT and facts.code != EXIT_CODES[word]:
        return f"exit-code-{facts.code}"
    return {"recovered": against_recovered, "refused": against_refused, "skipped": against_skipped,
            "lost": against_failure, "corrupted": against_failure}.get(word, lambda log: None)(log)


def against_recovered(log: Log) -> str | None:
    """Recovered: one plan of at least one check, every number once and in order, none of them failed."""
    if len(log.plans) != 1 or log.plans[0] == 0:
        return "no-plan" if not log.plans or log.plans == [0] else "two-plans"
    if log.bail is not None:
        return "bail-out"
    for expected, check in enumerate(log.checks, 1):
        if check.number != expected:
            return f"check-{check.number}-instead-of-{expected}"
        if not check.ok:
            return f"check-{check.number}-failed"
    if len(log.checks) != log.plans[0]:
        return f"{len(log.checks)}-checks-of-{log.plans[0]}"
    return None


def against_failure(log: Log) -> str | None:
    """Lost and corrupted: some check must have seen it."""
    return "no-failed-check" if all(check.ok for check in log.checks) else None


def against_refused(log: Log) -> str | None:
    """Refused: the reason is on a line of its own."""
    return "no-bail-out" if log.bail is None else None


def against_skipped(log: Log) -> str | None:
    """Skipped: the plan says so and nothing was checked."""
    return "no-skipped-plan" if log.skip is None or log.plans != [0] or log.checks else None
