"""What must be seen of LAVA: green jobs, the bug as the failure that was expected, and a broken kernel that is red."""

import json
import re
import shutil
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from handoff.lava.results import messages, told
from handoff.matrix.matrix import read
from handoff.matrix.merge import merged
from handoff.run.names import elf_of

ONLY = "jmp/none jmp/nmi/copied mwait/none hlt/nmi/copied"
UD2 = b"\x0f\x0b"


def text(directory: Path, job: str) -> str:
    """What lava-run said."""
    return (directory / job / "log").read_text()


def job_passed(log: str) -> bool:
    """LAVA's word on the whole job."""
    return [m["result"] for level, m in messages(log) if level == "results" and m.get("case") == "job"] == ["pass"]


def cell(name: str):
    """Of the matrix."""
    return next(c for c in read().cells if c.name() == name)


def said(log: str, name: str) -> dict[str, str]:
    """LAVA's test cases of a cell."""
    return dict(told(log, cell(name), "qemu-multi"))


@pytest.fixture(scope="module")
def ran(lava, tmp_path_factory) -> Path:
    """Three jobs by two workers."""
    place = tmp_path_factory.mktemp("jobs")
    done = lava("PLATFORM=qemu-multi", f"ONLY={ONLY}", "RUN=2", f"DIRECTORY={place}")
    assert done.returncode == 0, done.stdout + done.stderr
    return place


def test_a_job_of_a_method_that_works_is_green(ran) -> None:
    log = text(ran, "qemu-multi-jmp")
    assert job_passed(log)
    for name in ("jmp/none", "jmp/nmi/copied"):
        cases = said(log, name)
        assert cases.pop("result") == "pass" and len(cases) >= 12 and set(cases.values()) == {"pass"}, cases


def test_the_bug_is_a_failure_that_was_expected(ran) -> None:
    log = text(ran, "qemu-multi-mwait")
    assert job_passed(log), "the job itself came to its end"
    assert said(log, "mwait/none")["ktap_version"] == "fail", "the machine was reset"
    (row,) = json.loads((ran / "qemu-multi-mwait" / "matrix.json").read_text())
    assert (row["outcome"], row["reason"], row["pinned"] in (None, "crashed")) == ("crashed", "reset", True)


def test_two_workers_were_at_work_at_the_same_time(ran) -> None:
    spans = []
    for job in ("hlt", "jmp", "mwait"):
        times = re.findall('"dt": "([^"]+)"', text(ran, f"qemu-multi-{job}"))
        spans.append((min(times), max(times)))
    spans.sort()
    assert spans[1][0] < spans[0][1], spans


def test_the_parts_are_merged_into_one_matrix(ran) -> None:
    found = merged(read(), ran)
    assert not any(m.failed() for m in found)
    assert [(m.cell.name(), m.outcome()) for m in found] == [
        ("hlt/nmi/copied", "crashed"), ("jmp/none", "recovered"), ("jmp/nmi/copied", "recovered"),
        ("mwait/none", "crashed")]


def broken(target: Path) -> Path:
    """The kernel with no HLT where parked CPUs should rest."""
    shutil.copyfile(elf_of("gcc"), target)
    with open(target, "rb") as file:
        elf = ELFFile(file)
        address = next(s["st_value"] for table in elf.iter_sections() if isinstance(table, SymbolTableSection)
                       for s in table.iter_symbols() if s.name == "park_wait")
        part = next(s for s in elf.iter_segments() if 0 <= address - s["p_vaddr"] < s["p_filesz"])
    data = bytearray(target.read_bytes())
    at = part["p_offset"] + address - part["p_vaddr"]
    assert data[at:at + 1] == b"\xf4", "HLT"
    data[at:at + 2] = UD2
    target.write_bytes(data)
    return target


def test_a_broken_kernel_turns_it_red(lava, tmp_path) -> None:
    kernel = broken(tmp_path / "broken.elf")
    done = lava("PLATFORM=qemu-multi", "ONLY=park/none", "RUN=1", f"KERNEL={kernel}", f"DIRECTORY={tmp_path}/jobs")
    assert done.returncode == 1 and "FAILED" in done.stdout, done.stdout + done.stderr
    assert said(text(tmp_path / "jobs", "qemu-multi-park"), "park/none")["ktap_version"] == "fail"
