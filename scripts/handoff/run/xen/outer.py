"""The machine that Xen runs on: a QEMU of our own, in which many guests run one after the other."""

import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from handoff import ROOT
from handoff.roots import RootError
from handoff.run.errors import NoMachine
from handoff.run.lifetime import ENDS_WITH_US
from handoff.run.places import Places
from handoff.run.xen.packages import Parts, parts

PATIENCE = 180.0  # seconds until dom0 is ready: 10, if nobody else wants the host
# With SMAP dom0 dies early (#PF at IRET), with MONITOR Xen's own MWAIT gets #GP: both are QEMU's.
CPU = "EPYC,+svm,+npt,-smap,-monitor"
XEN = ("console=com1 com1=115200,8n1 dom0_mem=1500M,max:1500M dom0_max_vcpus=1 dom0_vcpus_pin sched_ratelimit_us=0 "
       "loglvl=all guest_loglvl=all/all conring_size=2M spec-ctrl=no cpuidle=0")
DOM0 = "console=hvc0 mitigations=off quiet"
SHARE = "/mnt/share"  # as dom0 sees it


def command(qemu: str, boot: Parts, place: Path, agent_fd: int) -> list[str]:
    """QEMU's command line.  The first serial port is Xen's console, the second dom0's shell (dom0.sh)."""
    modules = f"{boot.kernel} {DOM0},{boot.initramfs}"
    return [
        *ENDS_WITH_US, qemu, "-no-user-config", "-nodefaults", "-no-reboot", "-display", "none",
        "-accel", "tcg,thread=multi", "-cpu", CPU, "-smp", "2", "-m", "4G",
        "-kernel", str(boot.xen), "-append", XEN, "-initrd", modules,
        "-chardev", f"file,id=console,path={place / 'console.log'}", "-serial", "chardev:console",
        "-chardev", f"socket,id=agent,fd={agent_fd}", "-serial", "chardev:agent",
        "-virtfs", f"local,path={boot.tree},mount_tag=tree,security_model=none,readonly=on,multidevs=remap",
        "-virtfs", f"local,path={place / 'share'},mount_tag=share,security_model=none",
    ]


class Outer:
    """A running Xen with its dom0."""

    def __init__(self, qemu: str) -> None:
        boot = parts()
        (ROOT / "build" / "xen").mkdir(parents=True, exist_ok=True)
        self.place = Path(tempfile.mkdtemp(prefix="outer-", dir=ROOT / "build" / "xen"))
        self.share, self.console = self.place / "share", self.place / "console.log"
        self.share.mkdir()
        self.agent, theirs = socket.socketpair()
        self.agent.setblocking(False)
        self.heard = b""
        self.unread: list[str] = []  # lines behind one that was waited for
        arguments = command(qemu, boot, self.place, theirs.fileno())
        (self.place / "cmdline").write_text(shlex.join(arguments) + "\n")
        with open(self.place / "stderr.log", "wb") as stderr, theirs:
            self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=stderr, stderr=stderr,
                                            pass_fds=[theirs.fileno()])

    def alive(self) -> bool:
        """Has Xen not gone?"""
        return self.process.poll() is None

    def kill(self) -> None:
        """Switches it off."""
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """Switches it off; the logs of one that went by itself, or was given up, are kept."""
        keep = not self.alive()
        self.kill()
        self.agent.close()
        shutil.rmtree(self.share if keep else self.place, ignore_errors=True)

    def lines(self) -> list[str]:
        """What dom0 has said since the last call."""
        try:
            while data := self.agent.recv(65536):
                self.heard += data
        except OSError:
            pass
        *lines, self.heard = self.heard.split(b"\n")
        unread, self.unread = self.unread, []
        return unread + [line.decode(errors="replace").rstrip("\r") for line in lines]

    def say(self, line: str) -> None:
        """Has dom0's shell do something."""
        try:
            self.agent.sendall(line.encode() + b"\n")
        except OSError:
            self.kill()  # a shell that reads nothing will do nothing

    def wait_for(self, word: str, seconds: float) -> list[str]:
        """What dom0 says until a line begins with this word; NoMachine if none does in time."""
        said: list[str] = []
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.alive():
            lines = self.lines()
            for number, line in enumerate(lines, 1):
                said.append(line)
                if line.startswith(word):
                    self.unread = lines[number:]
                    return said
            time.sleep(0.01)
        why = f"in {seconds:g} s" if self.alive() else f"and is gone ({self.last_words()})"
        self.kill()
        raise NoMachine(f"Xen's dom0 did not say `{word.strip()}` {why}; its logs are in {self.place}")

    def last_words(self) -> str:
        """Of its QEMU."""
        return (self.place / "stderr.log").read_text(errors="replace").strip().split("\n")[-1] or "without a word"

    def do(self, line: str, seconds: float = 60.0) -> list[str]:
        """Has it done, and returns what was said to it."""
        self.say(line)
        return self.wait_for("done ", seconds)[:-1]

    def start(self) -> None:
        """Waits until guests can run; NoMachine if they cannot."""
        try:
            self.wait_for("ready", PATIENCE)
            known = dict(line.partition(":")[::2] for line in self.do("xl info"))
        except NoMachine:
            if "ECX.svm" in (self.place / "stderr.log").read_text(errors="replace"):
                raise NoMachine("this QEMU emulates no SVM") from None
            raise
        named = {key.strip(): value.strip() for key, value in known.items()}
        if "hvm-3.0" not in named.get("xen_caps", ""):
            raise NoMachine(f"Xen runs no guests of ours on this QEMU: xen_caps is {named.get('xen_caps', 'not told')}")


def make(qemu: str) -> Outer:
    """A Xen that is ready; NoMachine if that is impossible."""
    try:
        outer = Outer(qemu)
    except (RootError, OSError) as error:
        raise NoMachine(str(error)) from None
    try:
        outer.start()
    except BaseException:
        outer.close()
        raise
    return outer


OUTERS: Places[str, Outer] = Places(make, 1)  # dom0 and Xen want both CPUs
