"""A bare Debian with a clone of this tree in it, to be used up: a copy of a root file system that nobody changes."""

import fcntl
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from handoff import ROOT, roots
from handoff.roots import RootError

SUITES = {"bookworm": "Debian 12", "trixie": "Debian 13", "sid": "Debian unstable"}
BARE = ["ca-certificates", "git", "make"]  # what README says is there
PLACE = ROOT / "build" / "distros"
ENTER = Path(__file__).with_name("enter.sh")
HOME = "root/handoff"  # where the clone is
INSIDE = "HANDOFF_DISTRO"  # set in there: a system in a system would show nothing more
TIMED_OUT = 124  # as coreutils' timeout says it


@dataclass(frozen=True)
class Done:
    """What came of a command."""

    status: int
    text: str


def environment(suite: str) -> list[str]:
    """A new user's environment; of ours it has the proxies alone."""
    mine = [f"{name}={value}" for name, value in os.environ.items() if name.lower().endswith("_proxy")]
    return ["env", "-i", "HOME=/root", "TERM=dumb", "LANG=C.UTF-8", f"{INSIDE}={suite}",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", *mine]


def helped(*command: str) -> None:
    """Runs a command as the root file system's own root; RootError with what it says if it fails."""
    done = subprocess.run(command, text=True, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip().splitlines() or ["no reason given"]
        raise RootError(f"{' '.join(command[:4])} … failed: {said[-1]}")


class System:
    """One suite: `with System("trixie") as system` makes it, and removes it at the end unless it is to be kept."""

    def __init__(self, suite: str) -> None:
        self.suite, self.place, self.keep = suite, PLACE / suite, False
        self.root = self.place / "root"
        self.archives = roots.PLACE / f"{suite}.archives"  # what apt downloads is kept for the next time

    def __enter__(self) -> "System":
        if os.environ.get(INSIDE):
            raise RootError(f"this is the root file system of {os.environ[INSIDE]} already")
        PLACE.mkdir(parents=True, exist_ok=True)
        self.lock = open(PLACE / f"{self.suite}.lock", "w", encoding="utf-8")
        fcntl.flock(self.lock, fcntl.LOCK_EX)  # a second one of the suite waits: apt's downloads are for one at a time
        bare = roots.root(self.suite, BARE, "minbase")
        roots.remove(self.root)
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(parents=True)
        (self.archives / "partial").mkdir(parents=True, exist_ok=True)
        helped("mmdebstrap", "--unshare-helper", "cp", "-a", str(bare), str(self.root))
        clone = self.place / "handoff"
        helped("git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone))
        helped("mmdebstrap", "--unshare-helper", "cp", "-r", "--preserve=mode", str(clone), str(self.root / HOME))
        shutil.rmtree(clone)
        return self

    def __exit__(self, *_: object) -> None:
        if not self.keep:
            roots.remove(self.root)
        self.lock.close()

    def run(self, command: str, seconds: float, log: Path) -> Done:
        """Types a command in the clone; all that it started ends with it, for it is alone in its PID namespace."""
        words = ["mmdebstrap", "--unshare-helper", str(ENTER), str(self.root), str(self.archives),
                 *environment(self.suite), "sh", "-c", f"cd /{HOME} && {command}"]
        with open(log, "wb") as said, subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                                                       start_new_session=True) as process:
            try:
                status = process.wait(timeout=seconds)
            except BaseException as why:  # Ctrl-C, too
                os.killpg(process.pid, signal.SIGKILL)
                if not isinstance(why, subprocess.TimeoutExpired):
                    raise
                status = TIMED_OUT
        return Done(status, log.read_text(errors="replace"))
