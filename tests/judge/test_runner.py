"""The runner as a user meets it, with an emulator that ends in every way there is."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from synthetic import WHOLE

from handoff import ROOT

FAKE = Path(__file__).with_name("fake_qemu.py")
LOG = "\n".join(WHOLE) + "\n"
CUT = "\n".join(WHOLE[:-1]) + "\n"


def run(directory: Path, *variables: str, qemu: str | Path = FAKE, **fake: str) -> tuple[int, list[str]]:
    """Exit status and output of scripts/run."""
    done = subprocess.run([sys.executable, ROOT / "scripts" / "run", f"QEMU={qemu}", f"DIRECTORY={directory}",
                           *variables], env={**os.environ, **fake}, capture_output=True, text=True, timeout=60)
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
    assert "# EV t=1 life=A cpu=3 state=parked why=leave by=0" in lines
    assert lines[-1].startswith("VERDICT recovered method=park offline=mwait inject=none at=none cpus=8/8 ")
    assert json.loads((tmp_path / "verdict.json").read_text())["line"] == lines[-1]
    assert (tmp_path / "serial.log").read_text() == LOG
    assert (tmp_path / "show.log").read_text().splitlines() == lines[:-1]  # and what the runner adds, if it does


@pytest.mark.parametrize(("fake", "reason"), [
    ({"FAKE_STATUS": "0", "FAKE_EVENT": "guest-reset", "FAKE_TRACE": "CPU Reset\nTriple fault\n"}, "triple-fault"),
    ({"FAKE_STATUS": "0", "FAKE_EVENT": "guest-reset", "FAKE_TRACE": "CPU Reset\n"}, "reset"),
    ({"FAKE_STATUS": "0", "FAKE_EVENT": "guest-shutdown"}, "poweroff"),
    ({"FAKE_STATUS": "0"}, "emulator-died"),
    ({"FAKE_STATUS": "134"}, "emulator-died"),
    ({"FAKE_STATUS": "3"}, "contradiction-exit-code-1"),
    ({"FAKE_STATUS": "155"}, "contradiction-exit-code-77"),
])
def test_a_fine_log_with_another_end_is_a_crash(tmp_path, fake, reason) -> None:
    status, lines = run(tmp_path, FAKE_LOG=LOG, **fake)
    assert status == 1 and lines[-1].startswith("VERDICT crashed ") and lines[-1].endswith(f"reason={reason}")


def test_skipped_exits_77(tmp_path) -> None:
    log = "KTAP version 1\n1..0 # SKIP no MONITOR\n# RESULT skipped reason=no-monitor\n"
    status, lines = run(tmp_path, FAKE_LOG=log, FAKE_STATUS="155")
    assert status == 77 and lines[-1].endswith("reason=no-monitor")


def test_silence(tmp_path) -> None:
    status, lines = run(tmp_path, FAKE_STATUS="1")
    assert status == 1 and lines[-1].startswith("VERDICT crashed ") and lines[-1].endswith("reason=silence")


def test_timeout_is_hung_and_nothing_is_left_running(tmp_path) -> None:
    begin = time.monotonic()
    status, lines = run(tmp_path, "TIMEOUT=1", FAKE_LOG=CUT, FAKE_STATUS="never")
    assert status == 1 and lines[-1].startswith("VERDICT hung ") and lines[-1].endswith("reason=timeout-after-1s")
    assert time.monotonic() - begin < 10
    assert not [p for p in Path("/proc").glob("[0-9]*/cmdline") if str(tmp_path) in read(p)]


def test_failing_run_prints_the_command_that_repeats_it(tmp_path) -> None:
    _, lines = run(tmp_path, "METHOD=mwait", FAKE_LOG=CUT, FAKE_STATUS="0")
    assert lines[-2] == f"# repeat: make run QEMU={FAKE} METHOD=mwait"


@pytest.mark.parametrize("qemu", ["/nonexistent/qemu", "/bin/false"])
def test_emulator_that_does_not_start(tmp_path, qemu) -> None:
    status, lines = run(tmp_path, qemu=qemu)
    assert status == 1 and lines[-1].endswith("reason=emulator-did-not-start")


def test_real_qemu_with_a_bad_argument_says_why(tmp_path) -> None:
    status, lines = run(tmp_path, "CPU=nonsense", qemu="qemu-system-x86_64")
    assert status == 1 and "nonsense" in lines[0] and lines[-1].endswith("reason=emulator-did-not-start")


def test_kvm_is_skipped_where_there_is_none(tmp_path) -> None:
    if os.access("/dev/kvm", os.R_OK | os.W_OK):
        pytest.skip("this machine has KVM")
    status, lines = run(tmp_path, "PLATFORM=kvm")
    assert status == 77 and lines[-1].startswith("VERDICT skipped ") and "reason=no-" in lines[-1]
