"""A stick in a machine without serial port, disk or keyboard: from power on to the last QR code by itself.

The log is taken at port 0xe9, which QEMU has when it is asked: what the screen shows has to be what the log says.
"""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from photographs import photograph

from handoff.result.sources import of_files, of_text
from handoff.run import iso
from handoff.run.options import parse
from handoff.run.qemu import firmware, screen
from handoff.run.qemu.machine import DEFAULT_CPU
from handoff.run.qemu.qmp import Qmp

SECONDS = 400
FEW_ROWS = ["INJECT=store", "OFFLINE=mwait", "WITNESS=1M"]


class Machine:
    """A QEMU that has a stick, a screen and a control socket (photographs.py wants no more)."""

    def __init__(self, stick: Path, folder: Path, uefi: bool) -> None:
        self.qmp, self.log = Qmp(), folder / "e9.log"
        self.process = subprocess.Popen(
            ["qemu-system-x86_64", "-no-user-config", "-nodefaults", "-display", "none", "-machine", "q35", "-accel",
             "tcg,thread=multi", "-cpu", DEFAULT_CPU, "-smp", "4,sockets=1,cores=2,threads=2", "-m", "512M",
             "-device", "VGA", "-chardev", f"socket,id=qmp,fd={self.qmp.theirs.fileno()}", "-qmp", "chardev:qmp",
             "-chardev", f"file,id=e9,path={self.log}", "-device", "isa-debugcon,iobase=0xe9,chardev=e9",
             "-device", "qemu-xhci", "-drive", f"if=none,id=stick,format=raw,readonly=on,file={stick}",
             "-device", "usb-storage,drive=stick,bootindex=0", *(firmware.arguments(folder) if uefi else [])],
            stdin=subprocess.DEVNULL, pass_fds=[self.qmp.theirs.fileno()])

    def text(self) -> str:
        """Of the log, so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def choose_second_entry(self, work: Path) -> None:
        """Presses the keys for it when GRUB's menu is on the screen."""
        deadline = time.monotonic() + SECONDS
        while "GNU GRUB" not in " ".join(" ".join(screen.text_lines(screen.text_cells(self, work))).split()):
            assert time.monotonic() < deadline, f"no menu in {SECONDS} s"
            time.sleep(0.2)
        for key in ("down", "ret"):
            self.qmp.execute("send-key", keys=[{"type": "qcode", "data": key}])
            time.sleep(0.5)

    def wait_for_result(self) -> str:
        """The log, when it has come to its end."""
        deadline = time.monotonic() + SECONDS
        while "# RESULT" not in self.text():
            assert time.monotonic() < deadline, f"no RESULT in {SECONDS} s:\n{self.text()[-1000:]}"
            time.sleep(0.5)
        time.sleep(0.5)
        return self.text()


@contextmanager
def switched_on(stick: Path, folder: Path, uefi: bool) -> Iterator[Machine]:
    """The machine, and its end."""
    machine = Machine(stick, folder, uefi)
    try:
        assert machine.qmp.connect()
        yield machine
    finally:
        machine.process.kill()
        machine.process.wait()
        machine.qmp.close()


@pytest.mark.long
@pytest.mark.parametrize("uefi", [False, True], ids=["bios", "uefi"])
def test_a_stick_runs_by_itself_and_shows_its_result(tmp_path: Path, uefi: bool) -> None:
    given = parse(FEW_ROWS)
    stick = tmp_path / "handoff-usb.img"
    iso.build(given.elf(), iso.menu(iso.stick_entries(given), timeout=2), stick)
    with switched_on(stick, tmp_path, uefi) as machine:
        logged = of_text(machine.wait_for_result())
        seen = of_files(photograph(machine, tmp_path))
    assert seen == logged
    assert seen.verdict == "recovered"
    assert seen.grid == {"jmp": {"store": "rrrr"}, "mailbox": {"store": "rrrr"}, "mwait": {"store": "mmmmm"}}


@pytest.mark.long
@pytest.mark.parametrize("uefi", [False, True], ids=["bios", "uefi"])
def test_rows_that_take_the_machine_with_them_are_crashed_in_one_result(tmp_path: Path, uefi: bool) -> None:
    """The menu's second entry: a triple fault for each of the last rows, and GRUB between them.

    On the BIOS it is chosen once; after a reset GRUB takes the default, and the kernel goes on with what was chosen.
    """
    given = parse(FEW_ROWS)
    stick = tmp_path / "handoff-usb.img"
    iso.build(given.elf(), iso.menu(iso.stick_entries(given), timeout=3, default=int(uefi)), stick)
    with switched_on(stick, tmp_path, uefi) as machine:
        if not uefi:
            machine.choose_second_entry(tmp_path)
        text = machine.wait_for_result()
        seen = of_files(photograph(machine, tmp_path))
    assert seen == of_text(text)
    assert seen.grid == {"jmp": {"store": "rrrr"}, "mailbox": {"store": "rrrr"}, "mwait": {"store": "xxxxx"}}
    assert text.count("KTAP version 1") == 6 and text.count("verdict=crashed") == 5


def test_the_matrix_is_the_default_and_nothing_is_listed_twice() -> None:
    words = list(iso.stick_entries(parse([])).values())
    assert words[0] == "method=all" and words[1] == "method=all crash=yes"
    assert len(set(words)) == len(words) == len(iso.entries(parse([]))) + 1
