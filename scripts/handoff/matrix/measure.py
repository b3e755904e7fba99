"""Measures cells of the matrix: runs them, counts the outcomes, holds them against the pin and the manual."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from handoff import ROOT
from handoff.judge.verdict import Verdict
from handoff.matrix.matrix import Cell, Matrix, differs
from handoff.run.cell import run_cell, run_directory
from handoff.run.options import Options
from handoff.run.platforms import model_of
from handoff.run.versions import UNKNOWN, version_of

WORKERS = 2
Run = Callable[[Options], Verdict]


@dataclass(frozen=True)
class Measured:
    """One cell on one platform."""

    cell: Cell
    platform: str  # as PLATFORM= named it
    version: str
    outcomes: tuple[str, ...]  # one a run
    reason: str  # of the last run
    directory: str  # of the last run
    command: str

    def outcome(self) -> str:
        """The one outcome of all runs, or `flaky k/n`: so many times the most frequent one."""
        (word, count), *others = Counter(self.outcomes).most_common()
        return f"flaky {count}/{len(self.outcomes)} {word}" if others else word

    def pin(self) -> str | None:
        """What was recorded for this version; None if nothing was."""
        return self.cell.pins.get(model_of(self.platform), {}).get(self.version)

    def failed(self) -> bool:
        """Something else than what was recorded; a version nobody has recorded only reports."""
        pin = self.pin()
        return pin is not None and not (pin == self.outcome() or set(self.outcomes) <= set(pin.split("|")))

    def shows_nothing(self) -> bool:
        """In one of its runs nothing was learnt: where somebody else ran it, that is no pass, whatever is pinned."""
        return "unproven" in self.outcomes

    def agrees_with_manual(self) -> bool:
        """As the manuals promise, as far as it could be tried."""
        return not differs(self.outcome(), self.cell.manual)

    def cause(self) -> str:
        """Why it does not agree, if it does not."""
        known = self.cell.cause(model_of(self.platform), self.version)
        return "" if self.agrees_with_manual() else known or "not known"


def outcome_of(verdict: Verdict) -> str:
    """The verdict as the matrix says it: an event that cannot apply to a method is not a skipped one."""
    return "n/a" if verdict.reason == "event-does-not-apply" else verdict.word


def relative(directory: Path) -> str:
    """As seen from the project's root, where it is below it."""
    return str(directory.relative_to(ROOT)) if directory.is_relative_to(ROOT) else str(directory)


def measure(matrix: Matrix, cells: list[tuple[Cell, str]], repeat: int, given: Mapping[str, str],
            run: Run = run_cell, version: Callable[[Options], str] | None = None) -> Iterator[Measured]:
    """Each cell on its platform, `repeat` times, two at a time; yields in the order of `cells`.

    The version is the emulator's, unless something else is to be told apart.
    """

    def once(options: Options) -> tuple[Verdict, Path]:
        directory = run_directory(options)
        return run(Options({**options.given, "DIRECTORY": str(directory)})), directory

    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        waiting: list[tuple[Cell, str, Options, list[Future[tuple[Verdict, Path]]]]] = []
        for cell, platform in cells:
            options = matrix.options(cell, platform, given)
            waiting.append((cell, platform, options, [pool.submit(once, options) for _ in range(repeat)]))
        try:
            for cell, platform, options, runs in waiting:
                results = [future.result() for future in runs]
                verdict, directory = results[-1]
                # Where nothing can run, that is no outcome of this version, and nothing is held against its pins.
                measured_with = (version or version_of)(options) if verdict.ran else UNKNOWN
                yield Measured(cell, platform, measured_with, tuple(outcome_of(v) for v, _ in results),
                               verdict.reason, relative(directory), options.command())
        finally:
            pool.shutdown(cancel_futures=True)
