"""The archive that Linux starts from: busybox, what it needs for the story, our kernel and its command line."""

from pathlib import Path

from handoff.linux.contents import shared_libraries
from handoff.linux.cpio import Archive

INIT = Path(__file__).with_name("init.sh")
SYMBOLS, KEXEC = "symbols", "linux-kexec"  # what Linux is there for


def base(tree: Path) -> Archive:
    """What every story needs."""
    archive = Archive()
    for directory in ("dev", "proc", "sys"):
        archive.directory(directory)
    archive.character_device("dev/console", 5, 1)
    archive.file("init", INIT, executable=True)
    archive.file("bin/busybox", tree / "bin" / "busybox", executable=True)
    return archive


def write(path: Path, tree: Path, story: str, elf: Path, words: list[str]) -> Path:
    """The archive for one run."""
    archive = base(tree)
    if story != SYMBOLS:
        archive.file("handoff.elf", elf)
        archive.file("words", " ".join(words).encode())
    if story == KEXEC:
        program = tree / "sbin" / "kexec"
        archive.file("sbin/kexec", program, executable=True)
        for library in shared_libraries(tree, program):
            archive.file(f"lib64/{library.name}", library, executable=True)
    path.write_bytes(archive.bytes())
    return path
