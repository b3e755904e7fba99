"""What a job's log says: the kernel's own lines, taken out of LAVA's, and judged like those of any run.

LAVA's log is a line a message: `{"dt": …, "lvl": "target", "msg": "ok 1 - …"}`; as a server hands it out, `- ` before.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from handoff.judge import elsewhere
from handoff.judge.elsewhere import FIRST, NobodyAsked
from handoff.judge.judge import End, Facts
from handoff.judge.verdict import Verdict, conclude
from handoff.lava.jobs import BOARD, Job, options_of, suite
from handoff.matrix.matrix import Cell, Matrix
from handoff.matrix.measure import Measured, outcome_of

STARTS = re.compile(r"start: \d+ (boot-image-retry|minimal-boot|grub-main-action) ")  # a machine, in LAVA's words
TIMED_OUT = "timed out"  # of its own test, or of one of its actions


@dataclass
class Part:
    """What happened from one start of the machine to the next."""

    lines: list[str] = field(default_factory=list)  # of the machine
    suites: set[str] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)  # LAVA's test cases: name -> pass, fail, skip
    timed_out: bool = False


def messages(text: str) -> Iterator[tuple[str, object]]:
    """Level and message of every line that is one of LAVA's."""
    for line in text.splitlines():
        try:
            entry = json.loads(line.removeprefix("- "))
            yield str(entry["lvl"]), entry["msg"]
        except (ValueError, KeyError, TypeError):
            continue  # what a tool of the dispatcher's wrote between them


def parts(text: str) -> list[Part]:
    """One for each start of the machine, in order."""
    found: list[Part] = []
    for level, said in messages(text):
        if level == "info" and STARTS.match(str(said)):
            found.append(Part())
        elif not found:
            continue
        elif level == "target":
            found[-1].lines.append(str(said))
        elif level == "results" and isinstance(said, Mapping) and said.get("definition") != "lava":
            found[-1].suites.add(str(said.get("definition")))
            found[-1].said[str(said.get("case"))] = str(said.get("result"))
        elif level in ("warning", "error", "exception") and TIMED_OUT in str(said):
            found[-1].timed_out = True
    return found


class Ordered(NobodyAsked):
    """Stands for the variables of a cell that a job ran: the kernel has to say that it is what was asked for."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def asked(self) -> Mapping[str, str]:
        """As RESULT says it."""
        return self.words


def judged(part: Part, words: Mapping[str, str]) -> Verdict:
    """The judge's word.  A machine that begins anew was reset; the log that counts ends there."""
    starts = [number for number, line in enumerate(part.lines) if line == FIRST]
    log = elsewhere.read("\n".join(part.lines[:starts[1] if len(starts) > 1 else len(part.lines)]))
    if len(starts) > 1:
        facts = Facts(End.RESET)
    elif log.results:
        facts = Facts(End.STOPPED)
    else:
        facts = Facts(End.TIMEOUT) if part.timed_out else Facts(End.DIED)
    return conclude(Ordered(words), log, facts)


def measured(matrix: Matrix, job: Job, text: str, version: str, directory: str) -> Iterable[Measured]:
    """Every cell of the job, also those that it did not come to: nothing is known of them, and that is no pass."""
    by_suite = {name: part for part in parts(text) for name in part.suites}
    for cell in job.cells:
        options = options_of(matrix, job.platform, cell)
        part = by_suite.get(suite(job.platform, cell))
        verdict = judged(part, options.asked()) if part else Verdict("unproven", "the-job-did-not-come-to-it", {})
        yield Measured(cell, job.platform, version, (outcome_of(verdict),), verdict.reason, directory,
                       options.command() if job.platform != BOARD else f"make lava PLATFORM={BOARD} ONLY={cell.name()}")


def told(text: str, cell: Cell, platform: str) -> Mapping[str, str]:
    """LAVA's own test cases of a cell."""
    return next((part.said for part in parts(text) if suite(platform, cell) in part.suites), {})
