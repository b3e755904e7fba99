"""Other versions of an emulator than this machine has: which suite of Debian holds each, and how it is started there.

Nothing is installed.  The packages lie in a root file system of their own (handoff/roots.py), and its own dynamic
loader starts the program, without chroot: so the program has this machine's files, and hands descriptors and signals
on as any other does.
"""

import functools
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from handoff import roots
from handoff.roots import RootError

LIBRARIES, LOADER = "lib/x86_64-linux-gnu", "ld-linux-x86-64.so.2"
ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Program:
    """An emulator that can be started."""

    words: tuple[str, ...]  # what comes before its arguments
    root: Path = Path("/")  # where its own files are


@dataclass(frozen=True)
class Archive:
    """One emulator as Debian has it; `{root}` stands for the root file system."""

    suites: Mapping[str, str]  # version -> the suite that holds it
    packages: tuple[str, ...]
    program: str
    environment: tuple[str, ...]  # NAME=value: where it finds its own files
    arguments: tuple[str, ...] = ()

    def suite(self, release: str) -> str | None:
        """Which suite holds this version; None if no suite is known to."""
        near = (suite for version, suite in self.suites.items() if matches(release, version))
        return self.suites.get(release) or next(near, None)

    def unpacked(self, root: Path) -> Program:
        """How it is started in this root file system."""
        libraries = [root / "usr" / LIBRARIES, root / LIBRARIES]  # the same since usr was merged
        loader = next((found for place in libraries if (found := place / LOADER).exists()), libraries[0] / LOADER)
        environment, arguments = ([word.format(root=root) for word in words]
                                  for words in (self.environment, self.arguments))
        return Program(("env", *environment, str(loader), "--inhibit-cache", "--library-path",
                        ":".join(map(str, libraries)), str(root / self.program), *arguments), root)

    def fetched(self, release: str) -> Program:
        """This version, from the root file system, which is made if it is not there; RootError if it cannot be."""
        suite = self.suite(release)
        if suite is None:
            raise RootError(f"no suite is known to hold {release}")
        return self.unpacked(root_of(suite, self.packages))


# What each suite held when it was looked at; a suite that has gone on runs what it holds now, and the run says so.
DEBIAN = {
    "qemu": Archive(
        {"5.2": "bullseye", "7.2": "bookworm", "10.0.2": "bookworm-backports", "10.0": "trixie",
         "11.1": "trixie-backports"},
        packages=("qemu-system-x86",), program="usr/bin/qemu-system-x86_64",
        environment=("QEMU_MODULE_DIR={root}/usr/lib/x86_64-linux-gnu/qemu",),
        arguments=("-L", "{root}/usr/share/qemu", "-L", "{root}/usr/share/seabios")),
    "bochs": Archive(
        {"2.7": "bookworm", "3.0": "trixie", "3.1": "sid"},
        packages=("bochs", "bochsbios", "bochs-term", "vgabios"), program="usr/bin/bochs-bin",
        environment=("LTDL_LIBRARY_PATH={root}/usr/lib/x86_64-linux-gnu/bochs/plugins",)),
    # Not started from there: this machine's own QEMU boots it (handoff/run/xen/).
    "xen": Archive(
        {"4.17": "bookworm"},
        packages=("busybox-static", "linux-image-amd64", "qemu-system-xen", "xen-hypervisor-4.17-amd64",
                  "xen-utils-4.17"),
        program="boot/xen-4.17-amd64.gz", environment=()),
}


def matches(version: str, release: str) -> bool:
    """Is this the version that is asked for?  10.0.8 is 10.0, too."""
    return version == release or version.startswith(release + ".")


@functools.cache
def tried(suite: str, packages: tuple[str, ...]) -> Path | RootError:
    """The root file system, or why there is none: who fails once is not asked again, for each of a hundred cells."""
    try:
        return roots.root(suite, list(packages))
    except RootError as error:
        return error


def root_of(suite: str, packages: tuple[str, ...]) -> Path:
    """The root file system, for whichever run asks; RootError if it cannot be had."""
    with ONE_AT_A_TIME:
        root = tried(suite, packages)
    if isinstance(root, RootError):
        raise root
    return root
