"""The archive that a Linux of ours starts from: busybox, its /init, and what a story needs besides."""

from collections.abc import Iterable
from pathlib import Path

from handoff.linux.contents import shared_libraries
from handoff.linux.cpio import Archive
from handoff.linux.modules import content, in_order, name


def program(tree: Path, name: str) -> Path:
    """A program of the packages' tree: since Debian 13 they put none outside of /usr."""
    places = (tree / directory / name for directory in ("bin", "sbin", "usr/bin", "usr/sbin"))
    return next(place for place in places if place.exists())


def base(tree: Path, init: Path, directories: Iterable[str] = ()) -> Archive:
    """What every story needs; `directories` are further places to mount something."""
    archive = Archive()
    for directory in ("dev", "proc", "sys", *directories):
        archive.directory(directory)
    archive.character_device("dev/console", 5, 1)
    archive.file("init", init, executable=True)
    archive.file("bin/busybox", program(tree, "busybox"), executable=True)
    return archive


def add_modules(archive: Archive, tree: Path, names: list[str]) -> None:
    """These modules and what they need; /modules/list has their files in the order in which they are loaded."""
    modules = in_order(tree, names)
    for module in modules:
        archive.file(f"modules/{name(module)}.ko", content(module))
    archive.file("modules/list", "".join(f"{name(module)}.ko\n" for module in modules).encode())


def add_kexec(archive: Archive, tree: Path) -> None:
    """Debian's kexec, with its libraries."""
    kexec = program(tree, "kexec")
    archive.file("sbin/kexec", kexec, executable=True)
    for library in shared_libraries(tree, kexec):
        archive.file(f"lib64/{library.name}", library, executable=True)
