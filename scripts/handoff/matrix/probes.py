"""The platform's own character: asks each probe in a boot of its own and puts the answers side by side."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from handoff.judge.log import pairs
from handoff.judge.verdict import Verdict
from handoff.matrix.page import Column, in_order
from handoff.run.cell import run_cell
from handoff.run.names import NO_METHOD, kernel
from handoff.run.options import Options, parse
from handoff.run.platforms import find, model_of
from handoff.run.versions import version_of

NOTES = "## What changed from version to version\n"  # written by people, below the table
HEAD = """\
# Platforms

The table is made by `make probe RECORD=1`, one boot a line, never by hand, and keeps the versions that are not asked
again. A probe that the machine did not survive says how it ended, which is an answer too. In **bold**: not the answer
of the version before; numbers vary from run to run, so of them only none and some are told apart.

| question | probe | platform | answer |
|---|---|---|---|"""
ROW = re.compile(r"^\| .*?\| `(.+?)` \| (\S+) (\S+) \| (?:\*\*)?(.*?)(?:\*\*)? \|$", re.MULTILINE)
NUMBER = re.compile(r"(?<==)([0-9a-f]+)(?:/[0-9]+)?(?= |$)")  # a count, n of m, or a register

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
    settings = {**SETTINGS, **find(platform).probing, **given, "PLATFORM": platform, "PROBE": probe}
    options: Options = parse(f"{name}={value}" for name, value in settings.items())
    speaker = f"# {options.platform().emulator}: "
    answers: dict[str, str] = {}
    outside: list[str] = []

    def listen(line: str) -> None:
        if line.startswith(f"# PROBE {probe} "):
            answers.update(pairs(line))
        elif line.startswith((f"{speaker}registers before", f"{speaker}registers after", f"{speaker}CPU 1: ")):
            outside.append(line.removeprefix(speaker))

    verdict = run(options, show=listen)
    return Answer(probe, platform, version_of(options), answers, outside, verdict.word, verdict.reason,
                  options.command())


def as_json(answers: Iterable[Answer]) -> str:
    """For programs."""
    return json.dumps([asdict(answer) for answer in answers], indent=1) + "\n"


def rows_of(page: str) -> dict[tuple[str, Column], str]:
    """The answers on a page that as_markdown() wrote, by probe and column."""
    return {(probe, (platform, version)): text for probe, platform, version, text in ROW.findall(page)}


def gist(text: str) -> str:
    """An answer without what varies from run to run: a number is none or some."""
    return NUMBER.sub(lambda number: "some" if number[1].strip("0") else "none", text)


def shown(text: str, before: str | None) -> str:
    """An answer in the table; `before` is what the version before said."""
    return f"**{text}**" if before is not None and gist(text) != gist(before) else text


def as_markdown(answers: Iterable[Answer], before: str = "") -> str:
    """One table, a row a probe and platform.  Of the page `before`, what was not asked again is kept, notes as well."""
    found = rows_of(before) | {(a.probe, (model_of(a.platform), a.version)): a.text() for a in answers}
    lines = [HEAD]
    for probe in (name for name in kernel().names("probes") if any(name == asked for asked, _ in found)):
        question = kernel().text("probes", probe)
        columns = in_order(column for asked, column in found if asked == probe)
        for earlier, column in zip([("", ""), *columns], columns):
            answer = shown(found[probe, column], found[probe, earlier] if earlier[0] == column[0] else None)
            lines.append(f"| {question} | `{probe}` | {' '.join(column)} | {answer} |")
            question = ""
    notes = before.partition(NOTES)
    return "\n".join(lines) + "\n" + ("\n" + notes[1] + notes[2] if notes[1] else "")
