"""The platform's own character: asks each probe in a boot of its own and puts the answers side by side."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from handoff.judge.log import pairs
from handoff.judge.verdict import Verdict
from handoff.run.cell import run_cell
from handoff.run.names import NO_METHOD, kernel
from handoff.run.options import Options, parse
from handoff.run.platforms import platforms
from handoff.run.versions import version_of

SETTINGS = {"METHOD": NO_METHOD, "OFFLINE": "hlt", "WITNESS": "1M"}


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
    settings = {**SETTINGS, **platforms()[platform].probing, **given, "PLATFORM": platform, "PROBE": probe}
    options: Options = parse(f"{name}={value}" for name, value in settings.items())
    speaker = f"# {options.platform().emulator}: "
    answers: dict[str, str] = {}
    outside: list[str] = []

    def listen(line: str) -> None:
        if line.startswith(f"# PROBE {probe} "):
            answers.update(pairs(line))
        elif line.startswith((f"{speaker}registers ", f"{speaker}CPU 1: ")):
            outside.append(line.removeprefix(speaker))

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
        question = kernel().text("probes", probe)
        for i, a in enumerate(a for a in answers if a.probe == probe):
            lines.append(f"| {question if i == 0 else ''} | `{probe}` | {a.platform} | {a.text()} |")
    return "\n".join(lines) + "\n"
