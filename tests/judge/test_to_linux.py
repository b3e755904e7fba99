"""Linux as kernel B: what is asked for, what is read from QEMU's trace and Linux' console, the verdict without it."""

from pathlib import Path

import pytest
from synthetic import exited

from handoff.judge.judge import EXIT_CODES, End, Facts
from handoff.judge.log import Log, parse
from handoff.judge.verdict import conclude
from handoff.run.errors import OptionError
from handoff.run.linux.as_b import LinuxAsB
from handoff.run.options import parse as parse_options

WHOLE = (Path(__file__).with_name("judged") / "to-linux.log").read_text()
OPTIONS = parse_options(("TO=linux", "METHOD=mailbox", "INJECT=nmi", "AT=copied"))
UNTIL_LINUX = WHOLE[:WHOLE.index("# linux nonce")]
CONSOLE = "[ 2.0] MARK linux 6.1.0-56-cloud-amd64 online=0-7 #1 SMP Debian 6.1.192-2 (2026-11-16)\n"


def verdict(directory: Path, log: Log, facts: Facts, before: str = "", after: str = "", console: str = CONSOLE):
    """Of a run in which QEMU had traced `before` when A began to send its CPUs away, and `after` since."""
    linux = LinuxAsB(OPTIONS, directory, Path("/dev/null"))
    (directory / "linux.log").write_text(console)
    (directory / "qemu.log").write_text(before)
    for line in log.lines:
        linux.hears(line)
    (directory / "qemu.log").write_text(before + after)
    return linux.complete(conclude(OPTIONS, log, facts), log, facts), linux.remarks(log)


def resets(*cpus: int) -> str:
    """As QEMU traces them."""
    return "".join(f"CPU Reset (CPU {cpu})\nEAX=00000000 EBX=00000000\n" for cpu in cpus)


def test_the_words_and_what_was_asked_for() -> None:
    assert OPTIONS.words() == ["method=mailbox", "at=copied", "inject=nmi", "to=linux"]
    assert OPTIONS.asked()["to"] == "linux" and OPTIONS.to_linux() and not OPTIONS.from_linux()


@pytest.mark.parametrize(("variables", "reason"), [
    (("FROM=linux-kexec",), "one of the two kernels is this one"),
    (("PLATFORM=bochs",), "Linux boots in QEMU"),
    (("LINUX=/nowhere",), "is not there"),
])
def test_what_means_nothing_with_it(variables, reason) -> None:
    with pytest.raises(OptionError, match=reason):
        parse_options(("TO=linux", *variables))


def test_a_whole_run_names_its_linux(tmp_path) -> None:
    found, remarks = verdict(tmp_path, parse(WHOLE), exited(0), before=resets(0, 1, 2, 1, 2))
    assert (found.word, found.keys["b"], found.keys["cpus"]) == ("recovered", "linux-6.1.192", "8/8")
    assert str(found).endswith(" b=linux-6.1.192 reason=every-check-passed")
    assert remarks == ["INITs since A began to send CPUs away: none"]


def test_a_linux_that_knows_no_mailbox_shows_nothing_of_it(tmp_path) -> None:
    check = " 6 - Linux took them by the mailbox, if they wait at it"
    text = WHOLE
    for old, new in (("ok" + check, "not ok" + check), ("took by=mailbox", "took by=init-sipi"),
                     ("# RESULT recovered", "# RESULT unproven"),
                     ("cycles=1/1 reason=every-check-passed", "cycles=0/1 reason=linux-took-them-by-init-sipi")):
        assert text.count(old) == 1
        text = text.replace(old, new)
    found, _ = verdict(tmp_path, parse(text), exited(EXIT_CODES["unproven"]))
    assert (found.word, found.reason) == ("unproven", "linux-took-them-by-init-sipi")


def test_a_linux_without_ports_switches_the_machine_off(tmp_path) -> None:
    said = WHOLE.replace("\nok 3 - Linux", "\n# linux powers off: no port is to be had\nok 3 - Linux")
    for log, facts, word, reason in (
            (said, Facts(End.POWEROFF), "recovered", "every-check-passed"),
            (WHOLE, Facts(End.POWEROFF), "crashed", "poweroff"),
            (said[:said.index("# RESULT")], Facts(End.POWEROFF), "crashed", "poweroff"),
            (said, Facts(End.RESET), "crashed", "reset")):
        found, _ = verdict(tmp_path, parse(log), facts)
        assert (found.word, found.reason) == (word, reason)


def test_an_init_is_no_mailbox(tmp_path) -> None:
    found, remarks = verdict(tmp_path, parse(WHOLE), exited(0), before=resets(0, 1, 2, 1, 2), after=resets(2, 1))
    assert (found.word, found.reason) == ("crashed", "contradiction-init-reached-a-cpu")
    assert remarks == ["INITs since A began to send CPUs away: cpu=1:1 cpu=2:1"]


@pytest.mark.parametrize("before", [(), (0,), (0, 1, 2), (0, 1, 2, 1)])
def test_where_no_init_is_traced_nothing_is_said_of_it(tmp_path, before) -> None:
    found, remarks = verdict(tmp_path, parse(WHOLE), exited(0), before=resets(*before))
    assert found.word == "recovered" and remarks == ["INITs are not traced here"]


@pytest.mark.parametrize(("facts", "word", "reason"), [
    (Facts(End.TRIPLE_FAULT), "crashed", "triple-fault"),
    (Facts(End.RESET), "crashed", "reset"),
    (Facts(End.POWEROFF), "crashed", "poweroff"),
    (Facts(End.TIMEOUT, seconds=60), "hung", "timeout-after-60s-in-linux"),
    (exited(0), "crashed", "exit-without-result"),
])
def test_a_linux_that_says_nothing_has_not_recovered(tmp_path, facts, word, reason) -> None:
    found, remarks = verdict(tmp_path, parse(UNTIL_LINUX), facts)
    assert (found.word, found.reason) == (word, reason)
    assert remarks[-1] == CONSOLE.strip(), "its last words are quoted"


@pytest.mark.parametrize(("is_reserved", "word", "reason"), [
    (True, "unproven", "safe-pages-not-readable"),
    (False, "corrupted", "safe-pages-not-reserved"),
])
def test_memory_that_it_may_not_read_is_not_corrupted_unless_it_is_not_reserved(tmp_path, is_reserved, word,
                                                                                reason) -> None:
    unseen = ("# linux took", "# linux found", "# inject", "ok 6", "ok 7", "ok 8")
    gone = unseen if is_reserved else (*unseen, "# linux reserved")
    text = "".join(line for line in WHOLE.splitlines(keepends=True) if not line.startswith(gone))
    failed = ("ok 5",) if is_reserved else ("ok 4", "ok 5")
    for old, new in (*((check, f"not {check}") for check in failed), ("# RESULT recovered", f"# RESULT {word}"),
                     ("pages=22/22", "pages=?"), ("cycles=1/1", "cycles=0/1"), ("every-check-passed", reason)):
        text = text.replace(old, new)
    found, _ = verdict(tmp_path, parse(text), exited(EXIT_CODES[word]))
    assert (found.word, found.reason) == (word, reason)


def test_where_linux_has_not_said_a_word_it_is_not_named(tmp_path) -> None:
    found, _ = verdict(tmp_path, parse(UNTIL_LINUX), Facts(End.TIMEOUT, seconds=60), console="")
    assert (found.word, found.reason) == ("hung", "timeout-after-60s")


def test_a_linux_that_panics_says_so(tmp_path) -> None:
    panic = "[ 1.0] Kernel panic - not syncing: VFS: Unable to mount root fs\n"
    found, _ = verdict(tmp_path, parse(UNTIL_LINUX), Facts(End.RESET), console=CONSOLE + panic)
    assert (found.word, found.reason) == ("crashed", "linux-panic-vfs-unable-to-mount-root-fs")


def test_a_cpu_that_linux_misses_is_lost(tmp_path) -> None:
    text = WHOLE.replace("ok 3 - Linux", "not ok 3 - Linux").replace("# linux cpu=5 apic=5\n", "")
    text = text.replace("# RESULT recovered", "# RESULT lost").replace("cpus=8/8", "cpus=7/8")
    text = text.replace("cycles=1/1", "cycles=0/1").replace("every-check-passed", "cpus-missing")
    found, _ = verdict(tmp_path, parse(text), exited(1))
    assert (found.word, found.reason, found.keys["cpus"]) == ("lost", "cpus-missing", "7/8")
