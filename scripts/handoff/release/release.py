"""The directory: ISO, ELF, judge, bill of materials and sums.

What differs between two machines that build the same commit is time, place, user and disk: the clock stands still at
the commit's time, no file holds a path, and every archive says itself who owns what is in it.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from handoff import ROOT
from handoff.release.pack import pack
from handoff.release.sbom import document

PLACE = ROOT / "build" / "release"
ISO, ELF, JUDGE, BILL, SUMS = "handoff.iso", "handoff.elf", "check-log.pyz", "handoff.spdx.json", "SHA256SUMS"


class ReleaseError(Exception):
    """There is nothing to release, for the reason that is the message."""


def git(*words: str) -> str:
    """What git says of this tree."""
    done = subprocess.run(["git", "-C", str(ROOT), *words], text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise ReleaseError(f"git {words[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()


def commit() -> tuple[str, int]:
    """The commit that is released, and its time; what is not committed is in no release."""
    if changed := git("status", "--porcelain").splitlines():
        raise ReleaseError(f"not committed: {changed[0][3:]}" + (" and more" if len(changed) > 1 else "")
                           + "; a release is what everybody can build from a commit")
    return git("rev-parse", "HEAD"), int(git("log", "-1", "--format=%ct"))


def version() -> str:
    """As the kernel prints it."""
    found = re.search(r'version = "([^"]+)"', (ROOT / "boot" / "version.hpp").read_text())
    if not found:
        raise ReleaseError("boot/version.hpp has no version")
    return found[1]


def make_iso(epoch: int, target: Path) -> None:
    """The image of `make usb`, by a clock that stands still: GRUB names a disk by the second it was made in."""
    then = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%d %H:%M:%S")
    environment = {**os.environ, "TZ": "UTC", "SOURCE_DATE_EPOCH": str(epoch)}
    done = subprocess.run(["faketime", "-f", then, "/usr/bin/python3", str(ROOT / "scripts" / "usb")],
                          text=True, capture_output=True, check=False, env=environment)
    if done.returncode != 0:
        raise ReleaseError(f"make usb failed: {(done.stdout + done.stderr).strip()}")
    shutil.copyfile(ROOT / "build" / "handoff-usb.img", target)


def make_elf(elf: Path, target: Path) -> None:
    """Without debug information, which holds paths; names stay, for the scripts read the kernel's rows by them."""
    subprocess.run(["objcopy", "--strip-debug", elf, target], check=True)
    target.chmod(0o755)


def release(elf: Path) -> Path:
    """Makes the directory anew; returns it."""
    what, epoch = commit()
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    make_iso(epoch, PLACE / ISO)
    make_elf(elf, PLACE / ELF)
    pack(PLACE / JUDGE)
    files = [PLACE / name for name in (ISO, ELF, JUDGE)]
    bill = document(files, version(), what, epoch)
    (PLACE / BILL).write_text(json.dumps(bill, indent=1) + "\n")
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in [*files, PLACE / BILL]]
    (PLACE / SUMS).write_text("".join(lines))
    return PLACE
