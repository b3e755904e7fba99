"""Root file systems of other Debian suites: made by mmdebstrap, kept in build/roots/, and never in this machine's own.

The packages are unpacked and nothing more (no script of theirs runs), which takes seconds; or, as mmdebstrap's variant
`minbase`, they are installed, as on the smallest Debian that there is. Who is not root needs user namespaces for it
(Debian's package uidmap, and a range in /etc/subuid).
"""

import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from handoff import ROOT

PLACE = ROOT / "build" / "roots"
MIRROR = "http://deb.debian.org/debian"  # if this machine's own apt names none
SOURCES = Path("/etc/apt")
DEBIAN_SOURCE = re.compile(r"^(?:deb(?: +\[.*?\])?|URIs:) +(http\S*/debian)/?(?:\s|$)", re.MULTILINE)
UNPACKED = "extract"  # mmdebstrap's word for it
BACKPORTS = "-backports"  # a suite of additions to the one before the hyphen
EXPIRED = "is expired"  # apt, of a Release file that nobody has renewed in time
PATIENCE = 600  # seconds for one root file system; a mirror that is there takes about ten


class RootError(Exception):
    """There is no such root file system, for the reason that is the message."""


def mirror() -> str:
    """Where this machine gets its Debian from."""
    for file in sorted([*SOURCES.glob("sources.list"), *SOURCES.glob("sources.list.d/*")]):
        if found := DEBIAN_SOURCE.search(file.read_text(errors="replace")):
            return found[1]
    return MIRROR


def proxies() -> list[str]:
    """What this machine's apt is told about proxies; the environment's are mmdebstrap's own affair."""
    try:
        dump = subprocess.run(["apt-config", "dump", "--no-empty"], text=True, capture_output=True, check=False).stdout
    except OSError:
        return []
    return re.findall(r'^(Acquire::https?::[^ ]*Proxy[^ ]* ".*");$', dump, re.MULTILINE)


def arguments(suite: str, packages: list[str], target: Path, expired: bool, variant: str = UNPACKED) -> list[str]:
    """How mmdebstrap is called."""
    base = suite.removesuffix(BACKPORTS)
    options = [*proxies(), 'APT::Install-Recommends "false"', 'Acquire::Languages "none"', 'Acquire::Retries "2"']
    options += [f'APT::Default-Release "{suite}"'] if suite != base else []
    options += ['Acquire::Check-Valid-Until "false"'] if expired else []
    sources = [f"deb {mirror()} {s} main" for s in dict.fromkeys((base, suite))]
    return ["mmdebstrap", f"--variant={variant}", *(f"--aptopt={option}" for option in options),
            f"--include={','.join(packages)}", base, str(target), *sources]


def remove(tree: Path) -> None:
    """A root file system; what belongs to its other users is theirs to remove, unless we are root."""
    shutil.rmtree(tree, ignore_errors=True)
    if tree.exists():
        subprocess.run(["mmdebstrap", "--unshare-helper", "rm", "-rf", str(tree)], check=False, capture_output=True)


def made(suite: str, packages: list[str], target: Path, variant: str = UNPACKED, expired: bool = False) -> None:
    """Makes it; RootError with mmdebstrap's own reason if it cannot be made."""
    remove(target)
    log = target.with_suffix(".log")
    try:
        with open(log, "wb") as said:
            done = subprocess.run(arguments(suite, packages, target, expired, variant), stdin=subprocess.DEVNULL,
                                  stdout=said, stderr=said, timeout=PATIENCE, check=False)
    except FileNotFoundError:
        raise RootError("mmdebstrap is not on this machine; its package has the same name") from None
    except subprocess.TimeoutExpired:
        raise RootError(f"mmdebstrap made nothing of {suite} in {PATIENCE} s; {log} has what it said") from None
    if done.returncode == 0:
        return
    text = log.read_text(errors="replace")
    if EXPIRED in text and not expired:
        print(f"# the Release file of Debian's {suite} is expired; it is taken as it is", file=sys.stderr)
        made(suite, packages, target, variant, expired=True)
        return
    errors = [line for line in text.splitlines() if line.startswith("E: ")] or ["E: no reason given"]
    raise RootError(f"Debian's {suite} cannot be unpacked ({errors[0].removeprefix('E: ')}); {log} has the rest")


def place_of(suite: str, packages: list[str], variant: str = UNPACKED) -> Path:
    """Where the root file system of a suite with these packages is, once it is made."""
    digest = hashlib.sha256(" ".join(sorted(packages)).encode()).hexdigest()[:8]
    return PLACE / "-".join([suite, *([variant] if variant != UNPACKED else []), digest])


def root(suite: str, packages: list[str], variant: str = UNPACKED) -> Path:
    """It, made by the first who asks, who says so; RootError if it cannot be made."""
    try:
        return first_made(suite, packages, variant)
    except OSError as error:  # a full disk, or a folder of somebody else's
        raise RootError(str(error)) from None


def first_made(suite: str, packages: list[str], variant: str) -> Path:
    """Made under a lock, unless it is there."""
    place = place_of(suite, packages, variant)
    PLACE.mkdir(parents=True, exist_ok=True)
    with open(PLACE / f"{place.name}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # others that want it wait here
        if not place.exists():
            print(f"# fetching {' '.join(packages)} of Debian's {suite} into {place}", file=sys.stderr)
            unfinished = PLACE / f"{place.name}.unfinished"
            made(suite, packages, unfinished, variant)
            unfinished.rename(place)
    return place
