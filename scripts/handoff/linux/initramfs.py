"""The archive that a Linux of ours starts from: busybox, its /init, and what a story needs besides."""

from collections.abc import Iterable
from pathlib import Path

from handoff.linux.contents import shared_libraries
from handoff.linux.cpio import Archive
from handoff.linux.modules import content, in_order, name


def base(tree: Path, init: Path, directories: Iterable[str] = ()) -> Archive:
    """What every story needs; `directories` are further places to mount something."""
    archive = Archive()
    for directory in ("dev", "proc", "sys", *directories):
        archive.directory(directory)
    archive.character_device("dev/console", 5, 1)
    archive.file("init", init, executable=True)
    busybox = next(path for path in (tree / "bin" / "busybox", tree / "usr" / "bin" / "busybox") if path.exists())
    archive.file("bin/busybox", busybox, executable=True)
    return archive


def add_modules(archive: Archive, tree: Path, names: list[str]) -> None:
    """These modules and what they need; /modules/list has their files in the order in which they are loaded."""
    modules = in_order(tree, names)
    for module in modules:
        archive.file(f"modules/{name(module)}.ko", content(module))
    archive.file("modules/list", "".join(f"{name(module)}.ko\n" for module in modules).encode())


def add_kexec(archive: Archive, tree: Path) -> None:
    """Debian's kexec, with its libraries."""
    program = tree / "sbin" / "kexec"
    archive.file("sbin/kexec", program, executable=True)
    for library in shared_libraries(tree, program):
        archive.file(f"lib64/{library.name}", library, executable=True)
