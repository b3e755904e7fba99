"""What cannot run on a machine is skipped with the reason that is true, and is held against no pin."""

import errno
import re
from collections import namedtuple
from pathlib import Path

import pytest
from synthetic import ended, exited

from handoff.judge.judge import EXIT_CODES
from handoff.judge.log import parse as parse_log
from handoff.judge.verdict import Verdict, conclude, skipped
from handoff.matrix.matrix import read
from handoff.matrix.measure import measure
from handoff.roots import RootError
from handoff.run import archive, cell
from handoff.run.errors import OptionError
from handoff.run.options import Options, parse
from handoff.run.versions import UNKNOWN

Usage = namedtuple("Usage", "total used free")


def run(*variables: str) -> tuple[Verdict, list[str]]:
    """The verdict, and what is said."""
    shown: list[str] = []
    return cell.run_cell(parse(variables), show=shown.append), shown


def test_a_disk_that_is_full_before_it_begins(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(cell.shutil, "disk_usage", lambda path: Usage(1, 1, 4096))
    verdict, shown = run(f"DIRECTORY={tmp_path}")
    assert (verdict.word, verdict.reason, verdict.exit_status()) == ("skipped", "disk-full", 77)
    assert len(shown) == 1 and "4 KiB are free" in shown[0]


@pytest.mark.parametrize(("number", "is_skipped"), [(errno.ENOSPC, True), (errno.EDQUOT, True), (errno.EIO, False)])
def test_a_disk_that_is_full_in_the_middle(monkeypatch, tmp_path, number, is_skipped) -> None:
    def fail(*_: object) -> Verdict:
        raise OSError(number, "said the disk")

    monkeypatch.setattr(cell, "run_there", fail)
    if not is_skipped:
        with pytest.raises(OSError, match="said the disk"):
            run(f"DIRECTORY={tmp_path}")
        return
    verdict, shown = run(f"DIRECTORY={tmp_path}")
    assert verdict.reason == "disk-full" and "said the disk" in shown[0]


def test_an_emulated_host_that_cannot_be_had(monkeypatch, tmp_path) -> None:
    def fail(*_: object) -> Path:
        raise RootError("no mirror answers")

    monkeypatch.setattr(archive, "root_of", fail)
    verdict, _ = run("PLATFORM=kvm@6.1", f"DIRECTORY={tmp_path}")
    assert verdict.word == "skipped" and "no-mirror-answers" in verdict.reason


def test_a_version_of_kvm_that_is_unknown_names_those_that_are_not() -> None:
    assert parse(("PLATFORM=kvm@6.1.176",)).platform().name == "kvm@6.1.176"
    with pytest.raises(OptionError, match="kvm@5.10 is unknown; known versions are: 6.1, "):
        parse(("PLATFORM=kvm@5.10",))


def test_what_never_ran_is_no_outcome_of_its_version(tmp_path) -> None:
    def cannot(options: Options) -> Verdict:
        return skipped(options, "no-svm")

    found = next(c for c in read().cells if c.name() == "park/none")
    measured, = measure(read(), [(found, "qemu-multi")], 1, {"DIRECTORY": str(tmp_path)}, run=cannot)
    assert measured.version == UNKNOWN and measured.pin() is None and not measured.failed()


def test_what_the_kernel_skips_is_held_against_its_pin(tmp_path) -> None:
    """It says so before it has counted a CPU."""
    result = re.sub(r"(cpus|pages|cycles)=\S+", r"\1=?", ended("skipped", "method-not-usable-here"))
    log = parse_log(f"KTAP version 1\n1..0 # SKIP no MONITOR\n{result}\n")

    def skips(options: Options) -> Verdict:
        return conclude(options, log, exited(EXIT_CODES["skipped"]))

    found = next(c for c in read().cells if c.name() == "park/none")
    measured, = measure(read(), [(found, "qemu-multi")], 1, {"DIRECTORY": str(tmp_path)}, run=skips,
                        version=lambda options: "7.2.22")
    assert (measured.outcomes, measured.version, measured.pin()) == (("skipped",), "7.2.22", "recovered")
    assert measured.failed()
