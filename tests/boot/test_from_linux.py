"""Kernel A is Debian's Linux: what its handoff survives, and what it does not.  docs/linux.md has the figures."""

import re

import pytest

from handoff.run.linux import initramfs, symbols
from handoff.run.options import Options
from handoff.run.versions import version_of
from with_linux import run_or_skip

# kexec's own code crosses to 32 bits by a code segment with a base, which QEMU 11.0 forgot (docs/bugs).
BROKEN = re.match(r"11\.[01]\.", version_of(Options({"PLATFORM": "qemu-multi"})))
kexec = pytest.mark.skipif(BROKEN is not None, reason="this QEMU leaves the base out of a CS override")


def is_a_linux(name: str) -> bool:
    """The kernel is that of the Debian on which this runs: 6.1 of Debian 12, 6.12 of 13."""
    return re.fullmatch(r"linux-\d+\.\d+\.\d+", name) is not None


def test_linux_resumes_us(boot) -> None:
    run = run_or_skip(boot, "FROM=linux-resume")
    run.expect_recovered(4)
    # The fix of 2019: every CPU is in HLT, the siblings too.
    assert run.verdict.keys["method"] == "hlt_play_dead" and is_a_linux(run.verdict.keys["a"])


@kexec
@pytest.mark.parametrize("smt", ["0", "1"])
def test_linux_kexecs_us(boot, smt) -> None:
    run = run_or_skip(boot, "FROM=linux-kexec", f"SMT={smt}")
    run.expect_recovered(4)
    assert is_a_linux(run.verdict.keys["a"])
    # Found by looking: siblings that are soft-offline, and those that kexec has stopped.
    assert run.verdict.keys["method"].split("+")[-1] == "stop_this_cpu"
    assert ("play_dead" in run.verdict.keys["method"]) == (smt == "0")


@pytest.mark.parametrize(("way", "event"), [pytest.param("linux-kexec", "nmi", marks=kexec), ("linux-resume", "nmi"),
                                            ("linux-resume", "smi")])
def test_an_event_after_the_copy_is_the_end(boot, way, event) -> None:
    run = run_or_skip(boot, f"FROM={way}", f"INJECT={event}", "AT=copied")
    run.expect("crashed", reason="triple-fault", inject=event, at="copied")
    assert any(line.startswith("# overwritten pages=") for line in run.log.lines), "it came too early"


@pytest.mark.parametrize(("way", "event"), [pytest.param("linux-kexec", "smi", marks=kexec), ("linux-resume", "nmi")])
def test_an_event_before_the_copy_is_survived(boot, way, event) -> None:
    run = run_or_skip(boot, f"FROM={way}", f"INJECT={event}", "AT=parked")
    run.expect_recovered(4)
    if event == "smi":  # an NMI is counted by Linux' handler, and not by ours
        assert [line.split()[4] for line in run.log.lines if line.startswith("# wakes ")] == ["smi=?", *["smi=1"] * 3]


@kexec
def test_words_of_our_own_story_are_refused(boot) -> None:
    run_or_skip(boot, "FROM=linux-kexec", "CYCLES=2").expect("refused", reason="from-linux-with-cycles")


def test_a_linux_that_panics_shows_nothing(watch, tmp_path) -> None:
    shown: list[str] = []
    run = run_or_skip(lambda *words: watch(shown.append, *words), "FROM=linux-kexec", "MEM=80M",
                      f"DIRECTORY={tmp_path}")
    run.expect("unproven")
    assert run.verdict.reason.startswith("linux-panic-")  # mostly: system-is-deadlocked-on-memory
    assert any("Kernel panic" in line for line in (tmp_path / "linux.log").read_text().splitlines())
    assert any(line.startswith("# linux: ") and "Kernel panic" in line for line in shown), "it is quoted"


def test_a_linux_that_does_not_start_shows_nothing(boot) -> None:
    run_or_skip(boot, "FROM=linux-kexec", "MEM=64M").expect("unproven", reason="triple-fault-in-linux")


@pytest.mark.parametrize(("way", "words", "reason"), [
    ("linux-resume", "nohibernate", "linux-nohibernate-dev-snapshot-operation-not-permitted"),
    ("linux-resume", "lockdown=confidentiality",
     "linux-lockdown-confidentiality-dev-snapshot-operation-not-permitted"),
    ("linux-kexec", "lockdown=integrity", "linux-lockdown-integrity-kexec-load-failed-operation-not-permitted"),
    ("linux-kexec", "sysctl.kernel.kexec_load_disabled=1",
     "linux-kexec-load-disabled-1-kexec-load-failed-operation-not-permitted"),
])
def test_a_linux_that_may_not_says_why(boot, way, words, reason) -> None:
    run_or_skip(boot, f"FROM={way}", f"LINUX_ARGS={words}").expect("refused", reason=reason)


@pytest.mark.parametrize(("field", "wrong", "reason"), [
    (".physical_pages = ", ".physical_pages = 1 + ", "memory-size"),
    (".memory_map_checksum = ", ".memory_map_checksum = 1 + ", "architecture-specific-data"),
])
def test_an_image_that_linux_refuses(boot, monkeypatch, tmp_path, field, wrong, reason) -> None:
    source = initramfs.RESUME.read_text()
    assert field in source
    monkeypatch.setattr(initramfs, "RESUME", tmp_path / "resume.c")
    initramfs.RESUME.write_text(source.replace(field, wrong))
    run = run_or_skip(boot, "FROM=linux-resume")
    run.expect("refused")
    assert run.verdict.reason.startswith(f"linux-pm-hibernation-image-mismatch-{reason}-")


def test_a_linux_that_names_no_function_is_run_all_the_same(watch, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(symbols, "LEAST", 1_000_000)
    monkeypatch.setattr(symbols, "HOME", tmp_path)
    shown: list[str] = []
    run = run_or_skip(lambda *words: watch(shown.append, *words), "FROM=linux-resume")
    run.expect_recovered(4)
    assert run.verdict.keys["method"] == "?"
    assert any("where its functions are is not known: it named " in line for line in shown)
