"""Boots the kernel for a test and says how to repeat it when it did not do what it should."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from handoff.judge.log import Log
from handoff.judge.verdict import Verdict
from handoff.run.cell import Inspect, run_cell
from handoff.run.options import Options, parse
from saved_image import SavedImage, save


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
        said = self.verdict.keys | {"reason": self.verdict.reason}
        wrong = {key: value for key, value in keys.items() if said[key] != value}
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


def pytest_configure(config: pytest.Config) -> None:
    """What scripts/test.mk tells apart."""
    config.addinivalue_line("markers", "alone: wants the machine for itself (make boot-alone)")
    config.addinivalue_line("markers", "long: no part of make test, but of CI (make long-test)")


@pytest.fixture
def boot() -> Boot:
    """boot("METHOD=park", ...): one run to its end."""

    def boot_once(*variables: str, inspect: Inspect | None = None) -> Run:
        options, log = parse(variables), Log()
        verdict = run_cell(options, show=log.add, inspect=inspect)
        return Run(options, verdict, log)

    return boot_once


@pytest.fixture
def watch() -> Boot:
    """watch(follow, "METHOD=park", ...): one run to its end; `follow` sees each line of its log as it comes."""

    def watch_once(follow: Callable[[str], None], *variables: str) -> Run:
        options, log = parse(variables), Log()

        def show(line: str) -> None:
            log.add(line)
            follow(line)

        return Run(options, run_cell(options, show=show), log)

    return watch_once


@pytest.fixture(scope="session")
def small_image(tmp_path_factory: pytest.TempPathFactory) -> SavedImage:
    """An image of a small machine, written once for all tests that change copies of it."""
    return save(tmp_path_factory.mktemp("small-image"))


Resume = Callable[..., Run]


@pytest.fixture
def resume(small_image: SavedImage) -> Resume:
    """resume(disk, "METHOD=park", ...): the machine that wrote the small image, switched on with this disk."""

    def resume_once(disk: Path, *variables: str, image: SavedImage | None = None, directory: Path | None = None) -> Run:
        return Run(*(image or small_image).resume(disk, *variables, directory=directory))

    return resume_once
