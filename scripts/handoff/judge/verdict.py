"""One run's verdict, as a line, as JSON and as an exit status."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Protocol

from handoff.judge.grammar import KEYS
from handoff.judge.judge import EXIT_CODES, Facts, Given, judge
from handoff.judge.log import Log


NOT_OURS = ("a", "b")  # keys that a verdict has only where kernel A, or B, is not ours


class Asked(Protocol):
    """What a run was asked for (run/options.py): the variables given, and by index what stands in for the others."""

    given: Mapping[str, str]

    def __getitem__(self, name: str) -> str: ...

    def asked(self) -> Mapping[str, str]: ...

    def machine_cpus(self) -> int | None: ...

    def machine(self) -> str: ...


@dataclass(frozen=True)
class Verdict:
    """What came out of one run."""

    word: str
    reason: str
    keys: dict[str, str]
    ran: bool = True  # else skipped before anything of it did

    def __str__(self) -> str:
        keys = [*KEYS, *(key for key in NOT_OURS if key in self.keys)]
        return " ".join([f"VERDICT {self.word}", *(f"{k}={self.keys[k]}" for k in keys), f"reason={self.reason}"])

    def exit_status(self) -> int:
        """0 recovered, 77 skipped or unproven, 1 everything else."""
        return EXIT_CODES.get(self.word, 1)

    def json(self) -> str:
        """For whoever makes tables from runs."""
        return json.dumps(asdict(self) | {"line": str(self)}, indent=2) + "\n"


def known(options: Asked, log: Log) -> dict[str, str]:
    """The keys of the verdict: as RESULT has them, else as the kernel announced them, else as they were asked for.

    Whatever else the kernel says of its options is kept: it is what the run was.
    """
    values = {"inject": "none", "at": "none", "method": options["METHOD"]}
    values |= {key: options[key.upper()] for key in KEYS if key.upper() in options.given}
    values |= log.options
    if values.get("cycles", "?").isdigit():
        values["cycles"] = f"?/{values['cycles']}"
    if log.results:
        values |= {key: value for key, value in log.results[-1].keys.items() if value != "?"}
    if values["inject"] == "none":
        values["at"] = "none"  # the kernel's default is a place, but nothing is provoked there
    values |= {"platform": options.machine(), "boot": options["BOOT"]}
    return dict.fromkeys(KEYS, "?") | {key: value for key, value in values.items() if key != "reason"}


def conclude(options: Asked, log: Log, facts: Facts) -> Verdict:
    """The judge's word on a run that took place."""
    word, reason = judge(log, facts, Given(options.machine_cpus(), options.asked()))
    return Verdict(word, reason, known(options, log))


def skipped(options: Asked, reason: str) -> Verdict:
    """A run that could not take place on this machine."""
    return Verdict("skipped", reason, known(options, Log()), ran=False)
