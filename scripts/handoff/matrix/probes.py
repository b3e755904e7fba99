"""The platform's own character: asks each probe in a boot of its own and puts the answers side by side."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from handoff.judge.log import pairs
from handoff.judge.verdict import Verdict
from handoff.run.cell import run_cell
from handoff.run.options import PROBES, Options, parse
from handoff.run.versions import version_of

QUESTIONS = {
    "dwell": "How often do soft-offlined CPUs wake in one second, by MWAIT and by HLT?",
    "hlt-smi": "Is HLT restarted after an SMI (SDM vol. 3, Auto HALT Restart)?",
    "init-halted": "Is INIT taken at once by a CPU that halts? (registers from outside, before SIPI)",
    "init-mce": "Does a CPU in wait-for-SIPI survive a machine check? (CR4.MCE is clear: the manual says shutdown)",
    "init-nmi": "Does wait-for-SIPI block NMI?",
    "init-smi": "Does wait-for-SIPI block SMI?",
    "mwait": "Does MWAIT sleep, and does a store to the line wake it?",
    "smbase": "Who owns SMBASE?",
    "startup": "How long from SIPI to the first instruction, in TSC ticks?",
    "tsc": "Is the TSC equal on all CPUs?",
}
assert set(QUESTIONS) == set(PROBES)
SETTINGS = {"METHOD": "none", "OFFLINE": "hlt", "WITNESS": "1M"}
SMALL = {"bochs": {"SMP": "1x2x2"}}


@dataclass(frozen=True)
class Answer:
    """What one platform said to one probe."""

    probe: str
    platform: str
    version: str
    answers: dict[str, str]
    outside: list[str]  # what the runner saw, as registers
    verdict: str
    reason: str
    command: str

    def text(self) -> str:
        """For a table: the answers, or that the machine did not survive the question."""
        words = [f"{k}={v}" for k, v in self.answers.items()] + self.outside
        if self.verdict != "recovered":
            words.append(f"{self.verdict} ({self.reason})")
        return " ".join(words) or "no answer"


def ask(probe: str, platform: str, given: dict[str, str],
        run: Callable[..., Verdict] = run_cell) -> Answer:
    """One boot, one probe."""
    settings = {**SETTINGS, **SMALL.get(platform, {}), **given, "PLATFORM": platform, "PROBE": probe}
    options: Options = parse(f"{name}={value}" for name, value in settings.items())
    answers: dict[str, str] = {}
    outside: list[str] = []

    def listen(line: str) -> None:
        if line.startswith(f"# PROBE {probe} "):
            answers.update(pairs(line))
        elif line.startswith(("# qemu: registers ", "# qemu: CPU 1: ")):
            outside.append(line.removeprefix("# qemu: "))

    verdict = run(options, show=listen)
    return Answer(probe, platform, version_of(options), answers, outside, verdict.word, verdict.reason,
                  options.command())


def as_json(answers: Iterable[Answer]) -> str:
    """For programs."""
    return json.dumps([asdict(answer) for answer in answers], indent=1) + "\n"


def as_markdown(answers: list[Answer]) -> str:
    """One table, a row a probe and platform."""
    versions = sorted({f"{a.platform} {a.version}" for a in answers})
    lines = ["# Platforms", "",
             "Made by `make probe RECORD=1`, one boot a line, never by hand. A probe that the machine did not survive",
             "says how it ended, which is an answer too.", "", f"Measured with {', '.join(versions)}.", "",
             "| question | probe | platform | answer |", "|---|---|---|---|"]
    for probe in dict.fromkeys(a.probe for a in answers):
        for i, a in enumerate(a for a in answers if a.probe == probe):
            lines.append(f"| {QUESTIONS[probe] if i == 0 else ''} | `{probe}` | {a.platform} | {a.text()} |")
    return "\n".join(lines) + "\n"
