"""The emulated host: one QEMU with TCG, booted once, in which many runs follow each other."""

import re
import select
import socket
import subprocess
import tempfile
from pathlib import Path

from handoff.linux import debian
from handoff.linux.initramfs import add_modules, base
from handoff.run.errors import NoMachine
from handoff.run.lifetime import ENDS_WITH_US
from handoff.run.places import Places

INIT = Path(__file__).with_name("init.sh")
MODULES = ["virtio_pci", "virtio_console", "9p", "9pnet_virtio", "kvm_amd"]
START_SECONDS = 120.0  # until it says that it is ready; four on an idle machine
ANSWER_SECONDS = 10.0  # for the rest of a line that has begun
PORTS = ("command", "qmp")
# Hosts at a time, each with one CPU.  Twelve cells on two idle CPUs: 47 s so, 84 s in one host with two CPUs, 182 s in
# two of those.
COUNT = 2

Key = tuple[tuple[str, ...], Path]  # QEMU, and the root file system whose kernel it runs


def kernel_image(tree: Path) -> Path:
    """The kernel of a root file system."""
    try:
        return debian.kernel_image(tree)
    except debian.PackageError as error:
        raise NoMachine("no-host-kernel") from error


def release(tree: Path) -> str:
    """The version of that kernel as its package has it, e.g. 6.1.192."""
    found = re.search(rb"Debian (\d+\.\d+\.\d+)", kernel_image(tree).read_bytes()[:1 << 16])
    return found[1].decode() if found else debian.release(tree).partition("-")[0]


def initramfs(tree: Path) -> bytes:
    """What the host boots into."""
    archive = base(tree, INIT, ("files", "writable"))
    add_modules(archive, tree, MODULES)
    return archive.bytes()


def command(qemu: tuple[str, ...], tree: Path, archive: Path, ports: dict[str, int]) -> list[str]:
    """QEMU's command line; a port is a descriptor of this process."""
    channels = [word for port, fd in ports.items() for word in (
        "-chardev", f"socket,id={port},fd={fd}", "-device", f"virtserialport,chardev={port},name={port}")]
    return [
        *ENDS_WITH_US, *qemu, "-no-user-config", "-nodefaults", "-no-reboot", "-display", "none", "-machine", "q35",
        "-accel", "tcg,thread=multi", "-cpu", "EPYC,+svm,+npt", "-smp", "1", "-m", "3G",
        "-kernel", str(kernel_image(tree)), "-initrd", str(archive),
        "-append", "console=ttyS0 panic=-1 mitigations=off no_timer_check", "-serial", "stdio",
        "-device", "virtio-serial", *channels,
        "-virtfs", "local,path=/,mount_tag=files,security_model=none,readonly=on,multidevs=remap",
        "-virtfs", "local,path=/,mount_tag=writable,security_model=none,multidevs=remap",
    ]


class Host:
    """A booted host, and the ends of its ports."""

    def __init__(self, qemu: tuple[str, ...], tree: Path) -> None:
        pairs = {port: socket.socketpair() for port in PORTS}
        self.ports = {port: ours for port, (ours, _) in pairs.items()}
        self.buffer = b""
        self.place = tempfile.TemporaryDirectory(prefix="handoff-host-")
        archive = Path(self.place.name) / "initramfs"
        archive.write_bytes(initramfs(tree))
        self.console = Path(self.place.name) / "console"
        fds = {port: theirs.fileno() for port, (_, theirs) in pairs.items()}
        with open(self.console, "wb") as console:
            self.process = subprocess.Popen(command(qemu, tree, archive, fds), stdin=subprocess.DEVNULL, stdout=console,
                                            stderr=console, pass_fds=list(fds.values()))
        for _, theirs in pairs.values():
            theirs.close()
        try:
            words = self.line(START_SECONDS).split()
            if words[:1] != ["ready"] or words[-1] != "kvm":
                raise NoMachine("no-SVM-in-the-emulated-host")
        except NoMachine:
            self.close()
            raise

    def line(self, seconds: float) -> str:
        """The next line of the command port; NoMachine if the host went away or was silent for so long."""
        self.ports["command"].settimeout(seconds)
        while b"\n" not in self.buffer:
            try:
                data = self.ports["command"].recv(4096)
            except (TimeoutError, BlockingIOError):
                raise NoMachine("the-emulated-host-is-silent") from None
            except OSError:
                data = b""
            if not data:
                raise NoMachine("the-emulated-host-went-away")
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.decode(errors="replace").strip()

    def answer(self) -> str | None:
        """The next line if there is one already; NoMachine if the host went away."""
        if b"\n" in self.buffer or select.select([self.ports["command"]], [], [], 0)[0]:
            return self.line(ANSWER_SECONDS)
        if not self.alive():
            raise NoMachine("the-emulated-host-went-away")
        return None

    def start(self, directory: Path) -> None:
        """Runs the script `inner` of that directory."""
        try:
            self.ports["command"].sendall(f"{directory}\n".encode())
        except OSError:
            raise NoMachine("the-emulated-host-went-away") from None

    def alive(self) -> bool:
        """Is there anybody?"""
        return self.process.poll() is None

    def close(self) -> None:
        """Switches it off."""
        self.process.kill()
        self.process.wait()
        for port in self.ports.values():
            port.close()
        self.place.cleanup()


def make(key: Key) -> Host:
    """A booted host; NoMachine, in one word, if there is none."""
    try:
        return Host(*key)
    except OSError as error:  # no QEMU, a full disk
        raise NoMachine((error.strerror or "no-host").replace(" ", "-")) from error


HOSTS: Places[Key, Host] = Places(make, COUNT)
