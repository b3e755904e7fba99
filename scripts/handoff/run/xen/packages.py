"""Debian's Xen and the kernel of its dom0: fetched and unpacked, never installed, made ready for QEMU to boot."""

import gzip
import lzma
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from handoff import roots
from handoff.linux.initramfs import add_modules, base
from handoff.run.archive import DEBIAN, root_of
from handoff.run.versions import UNKNOWN

XEN = DEBIAN["xen"]
SUITE, PACKAGES = XEN.suites["4.17"], XEN.packages
# What xl needs of the kernel, and 9p, by which dom0 has its programs and what it is to run.
MODULES = ["xen-privcmd", "xenfs", "xen-evtchn", "xen-gntdev", "xen-gntalloc", "virtio_pci", "9pnet_virtio", "9p"]
PLACES = ("dev", "mnt", "proc", "run", "sys", "tmp", "var")  # of the tree, where dom0 mounts something
INIT = Path(__file__).with_name("dom0.sh")
XZ = b"\xfd7zXZ\0"


@dataclass(frozen=True)
class Parts:
    """What boots, and the tree that dom0 takes its programs from."""

    tree: Path
    xen: Path
    kernel: Path
    initramfs: Path


def only(tree: Path, pattern: str) -> Path:
    """The one file of that name."""
    return next(iter(sorted(tree.glob(pattern))))


def unpacked_kernel(image: bytes) -> bytes:
    """The ELF in a bzImage: Xen would unpack it too, but inside of QEMU that takes long."""
    start = image.find(XZ)
    while start >= 0:
        try:
            elf = lzma.LZMADecompressor().decompress(image[start:])
        except lzma.LZMAError:
            elf = b""
        if elf.startswith(b"\x7fELF"):
            return elf
        start = image.find(XZ, start + 1)
    raise roots.RootError(f"Debian's kernel in {SUITE} is not compressed by xz")


def initramfs(tree: Path) -> bytes:
    """busybox, the modules, and dom0.sh."""
    archive = base(tree, INIT, ["tree"])
    add_modules(archive, tree, MODULES)
    return archive.bytes()


def kept(path: Path, content: bytes) -> None:
    """Written whole or not at all."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(content)
    unfinished.rename(path)


def version(xen: Path) -> str:
    """As this Xen will say it: Debian's version of the package is among its texts, 4.17.5+72-g01140da4e8-1."""
    found = re.search(rb"\0(\d+\.\d+\.\d+)[\w.+-]*-g[0-9a-f]+", xen.read_bytes())
    return found[1].decode() if found else UNKNOWN


def parts() -> Parts:
    """All of it; RootError if it cannot be had."""
    tree = root_of(SUITE, PACKAGES)
    place = tree.with_name(f"{tree.name}.boot")
    found = Parts(tree, place / "xen.elf", place / "vmlinux", place / "initramfs.cpio")
    place.mkdir(exist_ok=True)
    for mount in PLACES:
        (tree / mount).mkdir(exist_ok=True)
    try:
        if not found.xen.exists():
            kept(found.xen, gzip.decompress((tree / XEN.program).read_bytes()))
        if not found.kernel.exists():
            kept(found.kernel, unpacked_kernel(only(tree, "boot/vmlinuz-*").read_bytes()))
        if not found.initramfs.exists() or found.initramfs.stat()[stat.ST_MTIME] < INIT.stat()[stat.ST_MTIME]:
            kept(found.initramfs, initramfs(tree))
    except OSError as error:
        raise roots.RootError(f"{place} cannot be written ({error.strerror})") from None
    return found
