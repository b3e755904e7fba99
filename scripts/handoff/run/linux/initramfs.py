"""The archive that Linux starts from: busybox, what it needs for the story, our kernel and its command line."""

import subprocess
from pathlib import Path

from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from handoff.linux.cpio import Archive
from handoff.linux.debian import PackageError
from handoff.linux.initramfs import add_kexec, base

INIT, RESUME = Path(__file__).with_name("init.sh"), Path(__file__).with_name("resume.c")
ARRIVED, ARRIVED_SOURCE = "arrived", Path(__file__).with_name("arrived.c")
SYMBOLS = "symbols"  # a story in which Linux only names its functions


def compiled(source: Path, program: Path) -> bytes:
    """A static program."""
    try:
        subprocess.run(["gcc", "-O2", "-static", "-o", program, source], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise PackageError(f"{source.name} cannot be compiled: {getattr(error, 'stderr', b'') or error!r}") from error
    content = program.read_bytes()
    program.unlink()
    return content


def write_for_b(path: Path, tree: Path, kernel: Path, words: str) -> Path:
    """The archive that our kernel is given for TO=linux: Linux' initramfs, and in it Linux with its command line."""
    archive = Archive()
    archive.file("bzImage", kernel)
    archive.file("cmdline", f"{words} story={ARRIVED}\n".encode())
    rest = base(tree, INIT)
    rest.file("sbin/arrived", compiled(ARRIVED_SOURCE, path.parent / ARRIVED), executable=True)
    path.write_bytes(archive.bytes() + rest.bytes())
    return path


def in_memory(elf: Path) -> tuple[bytes, int, int]:
    """A kernel as it lies in memory, where that begins, and where Linux is to enter it."""
    with open(elf, "rb") as file:
        image = ELFFile(file)
        parts = [(s["p_paddr"], s.data(), s["p_memsz"]) for s in image.iter_segments() if s["p_type"] == "PT_LOAD"]
        entry = next(s["st_value"] for table in image.iter_sections() if isinstance(table, SymbolTableSection)
                     for s in table.iter_symbols() if s.name == "entry_from_linux")
    start = min(address for address, _, _ in parts)
    memory = bytearray(max(address + size for address, _, size in parts) - start)
    for address, data, _ in parts:
        memory[address - start:address - start + len(data)] = data
    return bytes(memory), start, entry


def add_resume(archive: Archive, directory: Path, elf: Path) -> None:
    """The program that makes Linux resume our kernel, and the pages that it is to find."""
    memory, start, entry = in_memory(elf)
    archive.file("sbin/resume", compiled(RESUME, directory / "resume"), executable=True)
    archive.file("image", memory)
    archive.file("place", f"{start:#x} {entry:#x}\n".encode())


def write(path: Path, tree: Path, story: str, elf: Path, words: list[str]) -> Path:
    """The archive for one run."""
    archive = base(tree, INIT)
    archive.file("words", " ".join(words).encode())
    if story == "linux-kexec":
        add_kexec(archive, tree)
        archive.file("handoff.elf", elf)
    if story == "linux-resume":
        add_resume(archive, path.parent, elf)
    path.write_bytes(archive.bytes())
    return path
