"""Boots the kernel for a test and says how to repeat it when it did not do what it should."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from handoff.cell import Inspect, run_cell
from handoff.log import Log
from handoff.options import Options, parse
from handoff.verdict import Verdict


@dataclass(frozen=True)
class Run:
    """What one boot gave."""

    options: Options
    verdict: Verdict
    log: Log

    def text(self) -> str:
        """The whole log."""
        return "\n".join(self.log.lines)

    def expect(self, word: str, **keys: str) -> None:
        """Fails, with the end of the log and the command that repeats the run, unless the verdict is as given."""
        wrong = {key: value for key, value in keys.items() if self.verdict.keys[key] != value}
        if self.verdict.word != word or wrong:
            wanted = " ".join([word, *(f"{key}={value}" for key, value in keys.items())])
            tail = "\n".join(self.log.lines[-40:])
            pytest.fail(f"{tail}\n{self.verdict}\nexpected: {wanted}\nrepeat: {self.options.command()}", pytrace=False)

    def expect_recovered(self, cpus: int) -> None:
        """Recovered, with all of the CPUs and all of some pages."""
        self.expect("recovered", cpus=f"{cpus}/{cpus}")
        good, every = self.verdict.keys["pages"].split("/")
        assert int(good) == int(every) > 0


Boot = Callable[..., Run]


@pytest.fixture
def boot() -> Boot:
    """boot("METHOD=park", ...): one run to its end."""

    def boot_once(*variables: str, inspect: Inspect | None = None) -> Run:
        options, log = parse(variables), Log()
        verdict = run_cell(options, show=log.add, inspect=inspect)
        return Run(options, verdict, log)

    return boot_once
