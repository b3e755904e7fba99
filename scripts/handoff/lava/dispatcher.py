"""One LAVA worker without a server: Debian's lava-dispatcher in a root file system of its own runs a job file."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from handoff import roots

SUITE = "bookworm"
# The first two are the dispatcher, the next two a worker's QEMU; with the others a board can be made of a QEMU, which
# has a serial console to be connected to and boots from the network.
PACKAGES = ["lava-dispatcher", "python3-pkg-resources", "qemu-system-x86", "seabios", "ipxe-qemu", "socat", "tftpd-hpa"]
HERE = Path(__file__).parent
DEVICE, ENTER = HERE / "device.yaml", HERE / "enter.sh"
LOG, JOB, KERNEL, VERSION = "log", "job.yaml", "handoff.elf", "version"
ADDRESS = "10.0.2.2"  # of the worker, as a QEMU's own network has it
# lava-run keeps its messages on standard error; which QEMU this is, it knows by Debian's package only.
COMMAND = (f"qemu-system-x86_64 --version > /mnt/{VERSION} && exec lava-run --job-id 1 --output-dir /mnt/output "
           f"--device /mnt/device.yaml --dispatcher /mnt/dispatcher.yaml /mnt/{JOB}")


@dataclass(frozen=True)
class Ran:
    """What came of a job."""

    passed: bool  # LAVA's word: the job came to its end
    log: str
    version: str  # of QEMU


def root() -> Path:
    """The root file system; RootError if it cannot be had."""
    return roots.root(SUITE, PACKAGES, "minbase")


def run(job: Path, work: Path, seconds: float, files: Mapping[str, Path], device: Path = DEVICE) -> Ran:
    """Runs the job, which finds these files below /mnt; what it leaves is in `work`.

    Nothing that it started goes on.
    """
    tree = root()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    shutil.copyfile(job, work / JOB)
    for name, file in files.items():
        shutil.copyfile(file, work / name)
    shutil.copyfile(device, work / "device.yaml")
    (work / "dispatcher.yaml").write_text(f"dispatcher_ip: {ADDRESS}\n")
    words = ["mmdebstrap", "--unshare-helper", str(ENTER), str(tree), str(work), "sh", "-c", COMMAND]
    with open(work / LOG, "wb") as said, subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                                                          start_new_session=True) as process:
        try:
            process.wait(timeout=seconds)
        except BaseException as why:  # Ctrl-C, too
            os.killpg(process.pid, signal.SIGKILL)
            if not isinstance(why, subprocess.TimeoutExpired):
                raise
    version = work / VERSION
    words = version.read_text().split() if version.exists() else []  # QEMU emulator version 7.2.22 (Debian …)
    return Ran(process.returncode == 0, (work / LOG).read_text(errors="replace"), words[3] if len(words) > 3 else "?")
