"""NAME@VERSION: the emulator of another Debian suite, from a root file system of its own; or a word why not."""

from pathlib import Path

import pytest
from synthetic import VARIABLES, WHOLE

from handoff import roots
from handoff.judge.log import Log
from handoff.judge.verdict import Verdict
from handoff.matrix.matrix import read
from handoff.matrix.measure import measure
from handoff.roots import RootError
from handoff.run import archive
from handoff.run.cell import run_cell
from handoff.run.errors import OptionError
from handoff.run.options import Options, parse
from handoff.run.platforms import find, named, platforms
from handoff.run.versions import version_of

CRASHED = Verdict("crashed", "because", {})
FAKE = Path(__file__).with_name("fake_qemu.py")
OWN = version_of(Options({}))
LOADER = """#!/bin/sh
# --inhibit-cache --library-path PATHS program arguments
shift 3
exec "$@"
"""


@pytest.fixture(autouse=True)
def nothing_tried_yet(tmp_path, monkeypatch) -> None:
    archive.tried.cache_clear()
    monkeypatch.setattr("handoff.matrix.measure.run_directory", lambda options: tmp_path)


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """No network: the suites that a root file system was wanted of."""
    suites: list[str] = []

    def none(suite: str, packages: list[str]) -> Path:
        suites.append(suite)
        raise RootError("no network")

    monkeypatch.setattr(roots, "root", none)
    return suites


@pytest.fixture
def fake_root(tmp_path, monkeypatch) -> Path:
    """A root file system that holds the fake QEMU."""
    root = tmp_path / "a root"
    for name, text in (("lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", LOADER), ("usr/bin/qemu-system-x86_64",
                                                                               FAKE.read_text())):
        file = root / name
        file.parent.mkdir(parents=True)
        file.write_text(text)
        file.chmod(0o755)
    monkeypatch.setattr(roots, "root", lambda suite, packages: root)
    return root


@pytest.mark.parametrize("model", [row.name for row in platforms().values() if row.at is None])
def test_every_platform_may_have_a_version(model) -> None:
    row = platforms()[model]
    release = next(iter(archive.DEBIAN[row.emulator].suites))
    found = find(f"{model}@{release}")
    assert (found.name, found.release, found.emulator) == (f"{model}@{release}", release, row.emulator)
    assert platforms()[model].release == ""


@pytest.mark.parametrize(("name", "says"), [
    ("qemu-multi@9.9", r"PLATFORM=qemu-multi@9.9: qemu 9.9 is unknown; known are: 5.2 \(bullseye\), .*this machine"),
    ("bochs@10.0", r"PLATFORM=bochs@10.0: bochs 10.0 is unknown; known are: .*3.1 \("),
    ("qemu-multi@1", "qemu 1 is unknown"), ("qemu-multi@", "PLATFORM=qemu-multi@ is unknown; PLATFORM may be: qemu"),
    ("vax@5.2", "PLATFORM=vax@5.2 is unknown"), ("@5.2", "PLATFORM=@5.2 is unknown")])
def test_what_nobody_knows_is_refused_with_what_is_known(name, says) -> None:
    with pytest.raises(OptionError, match=says):
        parse([f"PLATFORM={name}"])


@pytest.mark.parametrize("variable", ["QEMU=/usr/bin/mine", "QEMU=qemu-system-x86_64"])
def test_two_emulators_for_one_run_are_refused(variable) -> None:
    with pytest.raises(OptionError, match=f"PLATFORM=qemu-multi@10.0 and {variable} both say which qemu to run"):
        parse(["PLATFORM=qemu-multi@10.0", variable])


@pytest.mark.parametrize("release", [OWN, ".".join(OWN.split(".")[:2])])
def test_a_version_that_this_machine_has_is_used_as_it_is(asked, release) -> None:
    options = parse([f"PLATFORM=qemu-single@{release}"])
    assert options.program().words == ("qemu-system-x86_64",) and options.machine() == f"qemu-single@{OWN}"
    assert asked == []


def test_a_version_is_whole_numbers() -> None:
    assert archive.matches("10.0.8", "10.0") and archive.matches("10.0", "10.0")
    assert not archive.matches("10.01", "10.0") and not archive.matches("10.0", "10.0.8")


@pytest.mark.parametrize("text", ["qemu-multi@10.0,bochs@3.1", "qemu-multi@10.0 bochs@3.1",
                                  " qemu-multi@10.0, bochs@3.1,"])
def test_lists_are_parted_by_commas_or_blanks(text) -> None:
    assert named(text) == ["qemu-multi@10.0", "bochs@3.1"]


def test_without_network_a_version_is_skipped_with_its_reason_and_the_others_go_on(asked, tmp_path) -> None:
    log = Log()
    verdict = run_cell(parse(["PLATFORM=qemu-multi@5.2", f"DIRECTORY={tmp_path}"]), show=log.add)
    assert (verdict.word, verdict.reason, verdict.exit_status()) == ("skipped", "no-qemu-5.2", 77)
    assert verdict.keys["platform"] == "qemu-multi@5.2"
    assert log.lines == ["# qemu-multi@5.2 is skipped: no network"]
    park = next(cell for cell in read().cells if cell.name() == "park/none")
    cells = [(park, "qemu-multi@5.2"), (park, "qemu-single@5.2"), (park, f"qemu-multi@{OWN}")]
    *absent, there = measure(read(), cells, 1, {}, lambda o: run_cell(o) if "5.2" in o["PLATFORM"] else CRASHED)
    assert [(m.outcome(), m.version, m.pin(), m.failed()) for m in absent] == [("skipped", "unknown", None, False)] * 2
    assert (there.outcome(), there.version, there.failed()) == ("crashed", OWN, there.pin() is not None)
    assert asked == ["bullseye"], "who fails once is not asked again"


@pytest.mark.parametrize(("holds", "remark"), [("5.2.8", []), ("11.2.1", [
    "# qemu-multi@5.2: 5.2 was asked for, and Debian's bullseye now holds 11.2.1, which is what runs"])])
def test_what_ran_is_asked_from_the_emulator(fake_root, tmp_path, monkeypatch, holds, remark) -> None:
    # 5.2 is a version that no Debian has on which this is built: else the machine's own would run.
    monkeypatch.setenv("FAKE_VERSION", f"{holds} (Debian)")
    monkeypatch.setenv("FAKE_LOG", "\n".join(WHOLE) + "\n")
    monkeypatch.setenv("FAKE_STATUS", "1")
    log = Log()
    verdict = run_cell(parse(["PLATFORM=qemu-multi@5.2", f"DIRECTORY={tmp_path}", *VARIABLES]), show=log.add)
    assert verdict.word == "recovered" and verdict.keys["platform"] == f"qemu-multi@{holds}"
    assert [line for line in log.lines if line.startswith("# qemu-multi@")] == remark
    started = (tmp_path / "cmdline").read_text()
    assert f"QEMU_MODULE_DIR={fake_root}/usr/lib" in started and f"-L '{fake_root}/usr/share/qemu'" in started


def test_a_wrong_pin_fails_whatever_name_the_version_was_asked_by(monkeypatch) -> None:
    cell = next(c for c in read().cells if c.name() == "park/none")
    monkeypatch.setattr("handoff.matrix.measure.version_of", lambda options: next(iter(cell.pins["qemu-multi"])))
    for verdict, failed in ((Verdict("recovered", "because", {}), False), (CRASHED, True)):
        (m,) = measure(read(), [(cell, f"qemu-multi@{OWN}")], 1, {}, lambda options: verdict)
        assert (m.pin(), m.failed()) == ("recovered", failed)
