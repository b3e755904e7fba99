"""Debian packages, downloaded and unpacked below build/linux/, not installed: the other kernel, and what it needs.

Nothing here runs as root.  Where apt's lists are missing or stale, lists of our own are fetched to build/linux/apt/.
"""

import fcntl
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from handoff import ROOT

HOME = ROOT / "build" / "linux"
GENERIC, CLOUD = "", "-cloud"  # flavours of the kernel; the second has fewer drivers and boots in half the time


class PackageError(RuntimeError):
    """A package that cannot be had; the message is apt's."""


def run(*command: str, cwd: Path | None = None) -> str:
    """What a command prints; PackageError if it fails."""
    try:
        done = subprocess.run(command, cwd=cwd, text=True, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:  # no apt on this machine
        raise PackageError(str(error)) from error
    if done.returncode != 0:
        raise PackageError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def own_lists() -> list[str]:
    """Options that make apt keep its lists where any user may write."""
    state, cache = HOME / "apt" / "state", HOME / "apt" / "cache"
    for directory in (state / "lists" / "partial", cache / "archives" / "partial"):
        directory.mkdir(parents=True, exist_ok=True)
    return ["-o", f"Dir::State={state}", "-o", f"Dir::Cache={cache}", "-o", "Dir::State::status=/var/lib/dpkg/status",
            "-o", "Debug::NoLocking=1"]


def kernels(text: str) -> list[str]:
    """The kernel among the packages that `apt-cache depends --recurse` lists; since Linux 7 its modules are apart."""
    return sorted(set(re.findall(r"^(linux-(?:image|binary|modules)-\d[a-z0-9.+-]*)$", text, re.MULTILINE)))


def libraries(text: str) -> list[str]:
    """The libraries among the packages that `apt-cache depends --recurse` lists."""
    return sorted(set(re.findall(r"^(lib[a-z0-9.+-]+)$", text, re.MULTILINE)))


def wanted(apt: list[str], flavour: str) -> list[str]:
    """The packages: the kernel that linux-image-amd64 stands for, a static busybox, kexec with its libraries."""
    only = [f"--no-{kind}" for kind in ("recommends", "suggests", "conflicts", "breaks", "replaces", "enhances")]
    kernel, kexec = (run("apt-cache", *apt, "depends", "--recurse", *only, package)
                     for package in (f"linux-image{flavour}-amd64", "kexec-tools"))
    if not kernels(kernel) or not libraries(kexec):
        raise PackageError(f"apt knows neither linux-image{flavour}-amd64 nor kexec-tools")
    return [*kernels(kernel), "busybox-static", "kexec-tools", *libraries(kexec)]


def download(apt: list[str], packages: list[str], directory: Path) -> None:
    """These packages as files; those that are there are not fetched again."""
    run("apt-get", *apt, "-o", "APT::Sandbox::User=", "-q", "download", *packages, cwd=directory)


def fetch(directory: Path, packages: Callable[[list[str]], list[str]]) -> None:
    """The packages that apt names with these options: by the lists that it has, else by lists of our own."""
    directory.mkdir(parents=True, exist_ok=True)
    try:
        download([], packages([]), directory)
    except PackageError:
        apt = own_lists()
        run("apt-get", *apt, "-q", "-o", "APT::Update::Error-Mode=any", "update")  # else it succeeds without a network
        download(apt, packages(apt), directory)


def tree_of(flavour: str) -> Path:
    """Where everything with this kernel is unpacked."""
    return HOME / f"root{flavour}"


def unpacked(flavour: str = GENERIC) -> Path:
    """The tree that all packages were unpacked into; made once, and again when build/ was removed."""
    HOME.mkdir(parents=True, exist_ok=True)
    with open(HOME / "lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes meanwhile waits for it
        if not (tree_of(flavour) / ".done").exists():
            unpack(flavour)
    return tree_of(flavour)


def unpack(flavour: str) -> None:
    """Fetches and unpacks all of it."""
    packages = HOME / f"packages{flavour}"
    print("# downloading Debian's kernel, busybox and kexec to build/linux/", flush=True)
    fetch(packages, lambda apt: wanted(apt, flavour))
    for package in sorted(packages.glob("*.deb")):
        run("dpkg-deb", "-x", str(package), str(tree_of(flavour)))
    (tree_of(flavour) / ".done").write_text("".join(f"{package.name}\n" for package in sorted(packages.glob("*.deb"))))


def kernel_image(tree: Path) -> Path:
    """The kernel, to be given to an emulator; since Linux 7 Debian's lies beside its modules."""
    found = sorted([*(tree / "boot").glob("vmlinuz-*"), *tree.glob("usr/lib/modules/*/vmlinuz")])
    if not found:
        raise PackageError(f"there is no kernel in {tree}")
    return found[0]


def release(tree: Path) -> str:
    """The kernel's name and version, as `uname -r` says it."""
    image = kernel_image(tree)
    return image.parent.name if image.name == "vmlinuz" else image.name.removeprefix("vmlinuz-")
