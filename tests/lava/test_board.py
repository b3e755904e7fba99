"""The jobs for a board, on a QEMU that is one to LAVA: a console, a plug, and a stick or a network to boot from."""

import subprocess
from pathlib import Path

import pytest

from handoff.lava import definition, dispatcher
from handoff.lava.jobs import BOARD, jobs
from handoff.lava.results import measured, parts
from handoff.matrix.matrix import read
from handoff.release.release import make_elf
from handoff.run import iso
from handoff.run.names import elf_of

HERE = Path(__file__).parent
GRUB = "serial --unit=0 --speed=115200\nterminal_input serial\nterminal_output serial\n"
MODULES = "pxe tftp net multiboot2 serial terminal normal echo"


@pytest.fixture
def work(tmp_path) -> Path:
    """What a worker leaves."""
    return tmp_path / "work"


def test_a_board_that_boots_the_stick(worker, work, tmp_path) -> None:
    job = tmp_path / "job.yaml"
    job.write_text(definition.stick(600))
    stick = iso.for_run(elf_of("gcc"), "method=park offline=hlt")
    ran = dispatcher.run(job, work, 1200, {"stick.iso": stick}, HERE / "stick.yaml")
    assert ran.passed, ran.log[-3000:]
    (part,) = [part for part in parts(ran.log) if part.suites]
    assert part.said["result"] == "pass" and set(part.said.values()) == {"pass"}, part.said


def test_a_board_that_boots_from_the_network(worker, work, tmp_path) -> None:
    matrix = read()
    (wanted,) = jobs(matrix, [BOARD], "jmp/none jmp/nmi/copied")
    job, config, grub = tmp_path / "job.yaml", tmp_path / "grub.cfg", tmp_path / "grub.0"
    job.write_text(definition.text(matrix, wanted, f"file:///mnt/{dispatcher.KERNEL}"))
    config.write_text(GRUB)
    subprocess.run(["grub-mkimage", "-O", "i386-pc-pxe", "-p", "/", "-c", config, "-o", grub, *MODULES.split()],
                   check=True)
    kernel = tmp_path / "handoff.elf"
    make_elf(elf_of("gcc"), kernel)  # TFTP brings 512 bytes at a time, and debug information has megabytes
    ran = dispatcher.run(job, work, 1200, {dispatcher.KERNEL: kernel, "grub.0": grub}, HERE / "network.yaml")
    assert ran.passed, ran.log[-3000:]
    found = list(measured(matrix, wanted, ran.log, "?", "d"))
    assert [(m.cell.name(), m.outcome()) for m in found] == [("jmp/none", "recovered"), ("jmp/nmi/copied", "recovered")]
