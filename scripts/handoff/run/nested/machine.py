"""One run of QEMU with KVM in the emulated host: the same command line, in the same directory, seen from in there."""

import contextlib
import shlex
from dataclasses import dataclass
from pathlib import Path

from handoff.judge.judge import End, Facts
from handoff.run.disk import Disk
from handoff.run.errors import NoMachine
from handoff.run.nested.host import HOSTS, Host, Key
from handoff.run.options import Options
from handoff.run.places import PATIENCE, Place
from handoff.run.qemu.machine import Qemu, command
from handoff.run.qemu.qmp import Qmp

END_SECONDS = 20.0  # from `quit` to the answer that QEMU has ended
OUR_STATUSES = (1, 3, 155)  # of isa-debug-exit: 2n+1 of 0, 1 and 77; else over 128 is a signal, as the shell says


class PortQmp(Qmp):
    """The control socket by way of a port of the host: it stays open when a QEMU ends."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.socket.close()
        self.socket = host.ports["qmp"].dup()

    def drain(self) -> None:
        """What is there is there; no end of the conversation follows."""
        with contextlib.suppress(OSError):
            self.socket.settimeout(0.05)
            while self.receive() is not None:
                pass


@dataclass
class Kept:
    """What is known of a run while it lasts."""

    host: Host | None = None
    status: int | None = None
    trouble: str = ""


class Nested(Qemu):
    """A QEMU in the emulated host.  Use it in a `with` statement: nothing of it is left in the host afterwards."""

    def __init__(self, qemu: tuple[str, ...], tree: Path, options: Options, directory: Path, disk: Disk,
                 exit_port: bool) -> None:
        super().__init__("kvm", options, directory.resolve(), disk, exit_port)
        self.host_key, self.kept = (qemu, tree), Kept()
        self.place: Place[Key, Host] | None = None

    def __enter__(self) -> "Nested":
        arguments = command("kvm", self.options, self.directory, self.disk, "pipe,id=qmp,path=/dev/qmp", self.exit_port)
        (self.directory / "cmdline").write_text(shlex.join(arguments) + "\n")
        (self.directory / "stderr.log").write_text("")
        (self.directory / "inner").write_text(f"cd {shlex.quote(str(self.directory))}\n"
                                              f"exec {shlex.join(arguments)} >stderr.log 2>&1\n")
        self.place = HOSTS.take()
        if self.place is None:
            self.kept.trouble = f"the emulated host was busy for {PATIENCE:.0f} s"
            return self
        try:
            self.begin(self.place)
        except BaseException:
            self.place.stop()
            HOSTS.give_back(self.place)
            raise
        return self

    def begin(self, place: Place[Key, Host]) -> None:
        """Starts QEMU in the host of this place."""
        try:
            self.kept.host = place.get(self.host_key)
            self.qmp.close()
            self.qmp = PortQmp(self.kept.host)
            self.qmp.drain()
            self.kept.host.start(self.directory)
        except NoMachine as error:
            self.kept.trouble = str(error)
            return
        self.started = self.qmp.connect()
        if self.started:
            with contextlib.suppress(OSError):
                self.qmp.execute("cont")

    def __exit__(self, *_: object) -> None:
        if self.place is None:
            return
        try:
            if self.kept.host is not None and not self.finished():
                self.place.stop()  # a host that does not come back is not used again
        finally:
            self.qmp.close()
            HOSTS.give_back(self.place)
            (self.directory / "ovmf-vars.fd").unlink(missing_ok=True)

    def finished(self) -> bool:
        """Ends QEMU if it has not ended; False if the host does not say that it did."""
        if self.kept.trouble:
            return False
        if self.kept.status is not None:
            return True
        assert self.kept.host is not None
        try:
            self.qmp.socket.sendall(b'{"execute": "quit"}\n')
            self.kept.host.line(END_SECONDS)
        except (OSError, NoMachine):
            return False
        return True

    def ended(self) -> bool:
        """Has QEMU gone by itself, or the host with it?"""
        if self.kept.host is None or self.kept.status is not None or self.kept.trouble:
            return True
        try:
            said = self.kept.host.answer()
        except NoMachine as error:
            self.kept.trouble = str(error)
            return True
        if said is not None:
            word, _, status = said.partition(" ")
            if word == "ended" and status.isdigit():
                self.kept.status = int(status)
            else:
                self.kept.trouble = f"the emulated host said: {said}"
        return said is not None

    def complaints(self) -> list[str]:
        """QEMU's own, and what there is to say of the host."""
        return super().complaints() + ([self.kept.trouble] if self.kept.trouble else [])

    def facts(self) -> Facts:
        """A run whose host went away shows nothing."""
        if self.kept.status is None or not self.started:
            return Facts(End.NOT_STARTED)
        self.qmp.drain()
        status = self.kept.status
        return self.facts_of(128 - status if status > 128 and status not in OUR_STATUSES else status)
