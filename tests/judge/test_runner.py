"""The runner as a user meets it, with an emulator that ends in every way there is."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from synthetic import VARIABLES, WHOLE, ended

from handoff import ROOT

FAKE = Path(__file__).with_name("fake_qemu.py")
LOG = "\n".join(WHOLE) + "\n"
CUT = "\n".join(WHOLE[:-1]) + "\n"


def run(directory: Path, *variables: str, qemu: str | Path = FAKE, **fake: str) -> tuple[int, list[str]]:
    """Exit status and output of scripts/run."""
    done = subprocess.run([sys.executable, ROOT / "scripts" / "run", f"QEMU={qemu}", f"DIRECTORY={directory}",
                           *VARIABLES, *variables],
                          env={**os.environ, **fake}, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def read(file: Path) -> str:
    """A file of /proc, which may be gone by now."""
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""


def test_recovered(tmp_path) -> None:
    status, lines = run(tmp_path, FAKE_LOG=LOG, FAKE_STATUS="1")
    assert status == 0
    assert WHOLE[40] in lines
    assert lines[-1].startswith("VERDICT recovered method=park offline=hlt inject=none at=none cpus=4/4 ")
    assert json.loads((tmp_path / "verdict.json").read_text())["line"] == lines[-1]
    assert (tmp_path / "serial.log").read_text() == LOG
    assert (tmp_path / "show.log").read_text().splitlines() == lines[:-1]  # and what the runner adds, if it does


@pytest.mark.parametrize(("fake", "reason"), [
    ({"FAKE_STATUS": "0", "FAKE_EVENT": "guest-reset", "FAKE_TRACE": "CPU Reset\nTriple fault\n"}, "triple-fault"),
    ({"FAKE_STATUS": "0", "FAKE_EVENT": "guest-reset", "FAKE_TRACE": "CPU Reset\n"}, "reset"),
    ({"FAKE_STATUS": "0", "FAKE_EVENT": "guest-shutdown"}, "poweroff"),
    ({"FAKE_STATUS": "3"}, "contradiction-exit-code-1"),
    ({"FAKE_STATUS": "155"}, "contradiction-exit-code-77"),
])
def test_a_fine_log_with_another_end_is_a_crash(tmp_path, fake, reason) -> None:
    status, lines = run(tmp_path, FAKE_LOG=LOG, **fake)
    assert status == 1 and lines[-1].startswith("VERDICT crashed ") and lines[-1].endswith(f"reason={reason}")


@pytest.mark.parametrize("status", ["0", "134"])
def test_an_emulator_that_dies_has_shown_nothing(tmp_path, status) -> None:
    status, lines = run(tmp_path, FAKE_LOG=LOG, FAKE_STATUS=status)
    assert status == 77 and lines[-1].startswith("VERDICT unproven ") and lines[-1].endswith("reason=emulator-died")
    assert lines[-2].startswith("# repeat: ")


def test_skipped_exits_77(tmp_path) -> None:
    log = f"KTAP version 1\n1..0 # SKIP no MONITOR\n{ended('skipped', 'no-monitor')}\n"
    status, lines = run(tmp_path, FAKE_LOG=log, FAKE_STATUS="155")
    assert status == 77 and lines[-1].endswith("reason=no-monitor")


def test_silence(tmp_path) -> None:
    status, lines = run(tmp_path, FAKE_STATUS="1")
    assert status == 77 and lines[-1].startswith("VERDICT unproven ") and lines[-1].endswith("reason=silence")


def test_timeout_is_hung_and_nothing_is_left_running(tmp_path) -> None:
    begin = time.monotonic()
    status, lines = run(tmp_path, "TIMEOUT=1", FAKE_LOG=CUT, FAKE_STATUS="never")
    assert status == 1 and lines[-1].startswith("VERDICT hung ") and lines[-1].endswith("reason=timeout-after-1s")
    assert time.monotonic() - begin < 10
    assert not [p for p in Path("/proc").glob("[0-9]*/cmdline") if str(tmp_path) in read(p)]


def test_whose_time_is_over_is_looked_at(tmp_path) -> None:
    halted = "RIP=0000000000000007 RFL=00000002 [-------] CPL=0 II=0 A20=1 SMM=0 HLT=1\r\nCS =0008 0000 ffff\r\n"
    seen = "".join(f"\r\nCPU#{cpu}\r\n{halted}CR0=80010011 CR3=00001000 CR4=00000060\r\n" for cpu in range(3))
    _, lines = run(tmp_path, "TIMEOUT=1", FAKE_LOG=CUT, FAKE_STATUS="never",
                   FAKE_REGISTERS=seen.replace("07 RFL", "9b RFL", 1))
    where = "cs=0008 cr0=80010011 cr4=00000060 hlt=1"
    assert [line for line in lines if "at-the-end" in line] == [
        f"# qemu: registers at-the-end cpus=0 rip=000000000000009b {where}",
        f"# qemu: registers at-the-end cpus=1,2 rip=0000000000000007 {where}"]


def test_failing_run_prints_the_command_that_repeats_it(tmp_path) -> None:
    _, lines = run(tmp_path, "METHOD=mwait", FAKE_LOG=CUT, FAKE_STATUS="1")
    assert lines[-2] == f"# repeat: make run QEMU={FAKE} {' '.join(VARIABLES)} METHOD=mwait"


@pytest.mark.parametrize("qemu", ["/nonexistent/qemu", "/bin/false"])
def test_emulator_that_does_not_start(tmp_path, qemu) -> None:
    status, lines = run(tmp_path, qemu=qemu)
    assert status == 77 and lines[-1].endswith("reason=emulator-did-not-start")


def test_real_qemu_with_a_bad_argument_says_why(tmp_path) -> None:
    status, lines = run(tmp_path, "CPU=nonsense", qemu="qemu-system-x86_64")
    assert status == 77 and "nonsense" in lines[0] and lines[-1].endswith("reason=emulator-did-not-start")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_who_is_told_to_end_leaves_no_emulator_behind(tmp_path, number) -> None:
    process = subprocess.Popen([sys.executable, ROOT / "scripts" / "run", f"QEMU={FAKE}", f"DIRECTORY={tmp_path}"],
                               env={**os.environ, "FAKE_LOG": CUT, "FAKE_STATUS": "never"}, stdout=subprocess.PIPE,
                               preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))  # `nohup make test` ignores it
    assert process.stdout is not None
    while not process.stdout.readline().startswith(b"KTAP"):
        pass  # until then nobody may have started the emulator
    process.send_signal(number)
    process.communicate(timeout=20)
    assert process.returncode == 128 + number
    assert not [p for p in Path("/proc").glob("[0-9]*/cmdline") if str(tmp_path) in read(p)]


def test_a_quote_that_does_not_end_is_said_so(tmp_path) -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts" / "run", "QEMU_ARGS=-name 'x"], capture_output=True,
                          text=True, timeout=60)
    assert done.returncode == 1 and done.stderr == "QEMU_ARGS=-name 'x is malformed: no closing quotation\n"


def test_what_the_emulator_says_often_is_shown_once(tmp_path) -> None:
    _, lines = run(tmp_path, FAKE_LOG=LOG, FAKE_STATUS="1", FAKE_STDERR="no pcid\n" * 192 + "once\n")
    assert [line for line in lines if line.startswith("# qemu: ")] == ["# qemu: no pcid (192 times)", "# qemu: once"]


@pytest.mark.parametrize("variables", [(), ("BOOT=iso",), ("PLATFORM=bochs",)])
def test_a_directory_may_have_any_name(tmp_path, variables) -> None:
    directory = tmp_path / 'a, b; $HOME "c"'
    status, lines = run(directory, "SMP=1x1x1", *variables, qemu="qemu-system-x86_64")
    assert status == 0, "\n".join(lines)
