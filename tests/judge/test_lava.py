"""Jobs for LAVA: which there are and what they say; and what two real logs of lava-run say, whole and tampered with."""

import re
import subprocess
from pathlib import Path

import pytest

from handoff import ROOT
from handoff.lava import definition
from handoff.lava.jobs import BOARD, jobs, known, lava_word, suite
from handoff.lava.results import measured, told
from handoff.matrix.matrix import read
from handoff.run.names import kernel

LOGS = Path(__file__).with_name("lava")
MATRIX = read()


def of_log(method: str, text: str | None = None, only: str = "{}/none") -> list:
    """What the recorded log of a job says, or another text."""
    (job,) = jobs(MATRIX, ["qemu-multi"], only.format(method))
    return list(measured(MATRIX, job, recorded(method) if text is None else text, "7.2.22", "d"))


def recorded(method: str) -> str:
    """What lava-run 2023.01 said, its debug messages apart."""
    return (LOGS / f"{method}.log").read_text()


@pytest.mark.parametrize(("method", "outcome", "reason"), [("park", "recovered", "every-check-passed"),
                                                           ("mwait", "crashed", "reset")])
def test_a_real_log_is_judged_like_any_other(method, outcome, reason) -> None:
    (m,) = of_log(method)
    assert (m.outcome(), m.reason, m.failed()) == (outcome, reason, False)


def test_lava_s_own_words_are_found() -> None:
    (park,), (mwait,) = of_log("park"), of_log("mwait")
    assert told(recorded("park"), park.cell, "qemu-multi")["result"] == "pass"
    assert told(recorded("mwait"), mwait.cell, "qemu-multi")["ktap_version"] == "fail"


def test_as_a_server_hands_it_out() -> None:
    assert of_log("park", "".join(f"- {line}\n" for line in recorded("park").splitlines()))[0].outcome() == "recovered"


@pytest.mark.parametrize(("old", "new", "outcome"), [
    ("ok 7 - every cpu", "not ok 7 - every cpu", "crashed"),  # RESULT says otherwise
    ("# RESULT recovered", "# RESULT lost", "crashed"),
    ("method=park offline=hlt inject", "method=hlt offline=hlt inject", "crashed"),  # another method than the job's
    ('"msg": "# RESULT', '"msg": "# NOTHING', "unproven"),
    ('"lvl": "target"', '"lvl": "feedback"', "unproven"),
])
def test_a_log_that_was_tampered_with_is_no_pass(old, new, outcome) -> None:
    assert old in recorded("park")
    (m,) = of_log("park", recorded("park").replace(old, new))
    assert m.outcome() == outcome and m.failed()


def test_wherever_it_is_cut_off_it_is_no_pass() -> None:
    lines = recorded("park").splitlines(keepends=True)
    end = next(i for i, line in enumerate(lines) if "# RESULT" in line)
    for length in range(0, end, 7):
        assert of_log("park", "".join(lines[:length]))[0].outcome() != "recovered", length


def test_a_cell_that_the_job_did_not_come_to_is_unproven_and_fails() -> None:
    found = of_log("park", only="park/none park/store/parked")
    assert [(m.outcome(), m.failed()) for m in found] == [("recovered", False), ("unproven", True)]


def test_a_machine_that_says_no_more_until_lava_s_patience_ends_hangs() -> None:
    text = recorded("park")
    cut = text[:text.index("# RESULT")].rpartition("\n")[0]
    cut += '\n{"lvl": "results", "msg": {"definition": "qemu-multi.park.none", "case": "x", "result": "pass"}}'
    timed_out = '\n{"lvl": "error", "msg": "lava-test-monitor timed out after 60 seconds"}\n'
    assert of_log("park", cut + timed_out)[0].outcome() == "hung"
    assert of_log("park", cut)[0].outcome() == "unproven"


def test_every_cell_is_in_one_job_but_what_needs_qemu_s_monitor() -> None:
    for platform in known():
        there = [cell.name() for job in jobs(MATRIX, [platform], "*") for cell in job.cells]
        assert sorted(there) == sorted(cell.name() for cell in MATRIX.cells if cell.event != "mce")
    assert known() == ["qemu-multi", "qemu-single", BOARD]
    names = [suite("x", cell) for cell in MATRIX.cells]
    assert len(set(names)) == len(names), "two cells would be one to LAVA"
    assert all(re.fullmatch(r"[-_a-zA-Z0-9.:]+", name) for name in names)


def test_what_a_job_looks_for_is_what_the_kernel_says() -> None:
    text = definition.test("x", 60)
    (pattern, end) = (re.search(rf"{word}: '(.*)'", text)[1] for word in ("pattern", "end"))
    found = re.search(pattern, "# diagnostics\r\nnot ok 7 - every cpu is back # 3/4\r\n")
    assert found.groupdict() == {"result": "not ok", "test_case_id": "every cpu is back"}
    for length in range(len("not ok 7 - every cpu is back")):
        assert not re.search(pattern, "not ok 7 - every cpu is back"[:length + 1]), "half a line"
    assert re.search(end, "\r\n# RESULT lost x") and re.search(end, "\r\nKTAP version 1\r\n")
    assert all(f'"{word}"' in text for word in ("recovered", "lost", "corrupted", "crashed", "refused", "skipped"))


def test_a_board_gets_the_same_words_by_grub() -> None:
    (job,) = jobs(MATRIX, [BOARD], "park/store/copied")
    text = definition.text(MATRIX, job, "http://lab/handoff.elf")
    (cell,) = job.cells
    words = " ".join(MATRIX.options(cell, "qemu-multi", {}).words())
    assert f'"multiboot2 (tftp,{{SERVER_IP}})/{{KERNEL}} {words}"' in text and "http://lab/handoff.elf" in text


def test_names_are_lava_s() -> None:
    assert all(re.fullmatch("[a-z-]+", lava_word(method)) for method in kernel().methods())


def test_a_log_that_shows_nothing_fails_on_a_version_that_nobody_pinned(tmp_path) -> None:
    (tmp_path / "log").write_text("lava-run failed to setup logging\n")
    words = ["PLATFORM=board", "ONLY=park/none", f"LOG={tmp_path}/log", f"DIRECTORY={tmp_path}/jobs"]
    done = subprocess.run([ROOT / "scripts" / "lava", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "1 cells: 1 not as pinned or unproven" in done.stdout
    done = subprocess.run([ROOT / "scripts" / "matrix", f"MERGE={tmp_path}/jobs", "RECORD=1"], capture_output=True,
                          text=True, check=False)
    assert done.returncode == 1 and "MERGE and RECORD" in done.stderr, "others' words are not pinned"


@pytest.mark.parametrize(("words", "said"), [
    (["PLATFORM=bochs"], "PLATFORM=bochs has no jobs for LAVA; those that have: qemu-multi qemu-single board"),
    (["PLATFORM=nowhere"], "PLATFORM=nowhere"), (["RUN=x"], "RUN=x is malformed"), (["RUNS=2"], "RUNS is unknown"),
    (["PLATFORM=board", "RUN=1"], "there is no board here"), (["ONLY=nothing"], "ONLY=nothing matches no cell"),
])
def test_bad_input_is_named(words, said, tmp_path) -> None:
    done = subprocess.run([ROOT / "scripts" / "lava", *words, f"DIRECTORY={tmp_path}"], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 1 and said in done.stderr
