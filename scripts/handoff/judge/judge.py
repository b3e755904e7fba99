"""The judge: from a log and the way the emulator ended to one verdict and its reason.

It believes nobody: the RESULT line counts only if everything else says the same, the plan, every check, every life
(recovered.py), and the value on the exit port.  The way the machine ended comes first, as a machine that
triple-faulted after a fine RESULT line did triple-fault.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from handoff.judge.checks import WORST_LAST, expected
from handoff.judge.contradiction import Contradiction, hold
from handoff.judge.log import Log, Result
from handoff.judge.recovered import against_recovered

# The kernel's word -> what it writes to the exit port.
EXIT_CODES = {"recovered": 0, "skipped": 77, "unproven": 77, "lost": 1, "corrupted": 1, "crashed": 1, "refused": 1}
HUNG = "hung"  # a machine that does not end cannot say so


class End(Enum):
    """How the emulator came to its end."""

    EXIT = "exit"  # the kernel wrote `code` to the exit port
    STOPPED = "stopped"  # the runner stopped it after the RESULT line; there was no exit port
    TRIPLE_FAULT = "triple-fault"
    RESET = "reset"
    POWEROFF = "poweroff"  # unannounced, or of a machine that is not switched on again
    DOMAIN_CRASH = "domain-crashed"  # the hypervisor gave up on its guest
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
    refused_event: bool = False  # the emulator would not do what the kernel waited for


@dataclass(frozen=True)
class Given:
    """What the machine and the kernel were given, as far as is known."""

    cpus: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)  # keys of RESULT


def judge(log: Log, facts: Facts, given: Given = Given()) -> tuple[str, str]:
    """The verdict's word and its reason."""
    if facts.end in (End.DIED, End.NOT_STARTED):
        return "unproven", facts.end.value
    if not log.versions and not log.results:
        return "unproven", "silence" if facts.end in (End.EXIT, End.STOPPED) else f"{ending(log, facts)}-in-silence"
    if facts.end is End.TIMEOUT:
        return HUNG, ending(log, facts)
    if facts.end not in (End.EXIT, End.STOPPED) and not (facts.end is End.POWEROFF and log.ends_by_power()):
        return "crashed", facts.end.value
    if not log.all("result") and not [line for line in log.all("malformed") if "RESULT" in line.fields["text"].upper()]:
        return "crashed", "exit-without-result"
    try:
        result = the_result(log, facts)
        against(log, result, given)
    except Contradiction as flaw:
        return "crashed", f"contradiction-{flaw}"
    if result.verdict == "unproven" and facts.refused_event:
        return "unproven", "machine-check-refused"
    return result.verdict, result.keys["reason"]


def ending(log: Log, facts: Facts) -> str:
    """How it ended, when it ended by itself or by its time."""
    if facts.end is not End.TIMEOUT:
        return facts.end.value
    return "timeout-after-result" if log.results else f"timeout-after-{facts.seconds:g}s"


def the_result(log: Log, facts: Facts) -> Result:
    """The RESULT line, if it is where it must be and the machine ended as it says."""
    hold(log.all("result"), "malformed-result")
    hold(len(log.results) == 1, f"{len(log.results)}-results")
    result = log.results[0]
    hold(result.verdict in EXIT_CODES, "unknown-verdict")
    hold(log.last_line().startswith("# RESULT"), "result-is-not-the-last-line")
    if result.verdict == "crashed":
        hold(log.all("panic"), "no-panic")  # which may break any line, and come in any life
    else:
        malformed = log.all("malformed")
        hold(not malformed, f"malformed-{short(malformed[0].fields['text']) if malformed else ''}")
        hold(log.versions == 1, f"{log.versions}-ktap-versions")
    if facts.end is End.EXIT:
        hold(facts.code == EXIT_CODES[result.verdict], f"exit-code-{facts.code}")
    return result


def short(text: str) -> str:
    """The beginning of a line as one word."""
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in text).split()[:4]) or "line"


def against(log: Log, result: Result, given: Given) -> None:
    """Throws what in the log speaks against its RESULT."""
    word, keys = result.verdict, result.keys
    if word == "crashed":
        return
    if word == "skipped":
        hold(log.skip is not None and log.plans == [0] and not log.checks, "no-skipped-plan")
    elif word == "refused":
        hold(len(log.all("bail")) == 1, "no-bail-out" if log.bail is None else "two-bail-outs")
    else:
        hold(len(log.plans) == 1 and log.plans[0] > 0, "two-plans" if len(log.plans) > 1 else "no-plan")
        hold(log.bail is None, "bail-out")
        check_checks(log, word)
    if word == "recovered":
        every = against_recovered(log)
        hold(given.cpus in (None, every), f"{every}-cpus-of-{given.cpus}")
    else:
        for key, value in log.options.items():
            counted = key in ("inject", "at", "cycles")
            hold(counted or keys.get(key, "?") in (value, "?"), f"{key}={keys.get(key)}")
        for key in ("cpus", "pages", "cycles"):
            check_share(keys[key], key, given.cpus if key == "cpus" else None)
    for key, value in given.options.items():
        said = keys[key] if key in keys else log.options.get(key, "?")  # from= is no key of RESULT
        unknown = said == "?" and word != "recovered"
        hold(unknown or said == value, f"{key}={said}-but-{value}-was-asked-for")


def check_share(share: str, key: str, every: int | None) -> None:
    """`good/all` with no more good ones than there are."""
    if share != "?":
        good, total = map(int, share.split("/"))
        hold(good <= total and total > 0 and every in (None, total), f"{key}={share}")


def check_checks(log: Log, word: str) -> None:
    """The checks are those of the story, in order, and the worst that failed is what RESULT says."""
    plan, checks = log.plans[0], log.checks
    hold(log.entries.index(log.all("plan")[0]) == 1, "plan-is-not-the-second-line")
    names = expected(len(checks), log.options)
    worst = "recovered"
    for number, (check, (name, if_not)) in enumerate(zip(checks, names), 1):
        hold(check.number == number, f"check-{check.number}-instead-of-{number}")
        hold(check.name == name, f"check-{number}-has-another-name")
        if not check.ok:
            hold(word != "recovered", f"check-{number}-failed")
            worst = max(worst, if_not, key=WORST_LAST.index)
    if word == "recovered":
        hold(len(checks) == plan, f"{len(checks)}-checks-of-{plan}")
    elif not (word == "lost" and log.all("lost")):
        hold(worst != "recovered", "no-failed-check")
        hold(worst == word, f"{worst}-by-its-checks")
    hold(len(checks) <= plan, f"{len(checks)}-checks-of-{plan}")
