"""The initramfs of the Linux that we are compared with: busybox, the disks' drivers, kexec, and init.sh."""

from pathlib import Path

from handoff.linux.contents import shared_libraries
from handoff.linux.cpio import Archive
from handoff.linux.debian import HOME, kernel_image, release
from handoff.linux.modules import in_order

INIT = Path(__file__).with_name("init.sh")

# The name of the disk, and the driver that it takes.
DISKS = {"nvme0n1": "nvme", "vda": "virtio_blk virtio_pci"}


def base(tree: Path) -> Archive:
    """What every story needs."""
    archive = Archive()
    for directory in ("dev", "proc", "sys"):
        archive.directory(directory)
    archive.character_device("dev/console", 5, 1)
    archive.file("init", INIT, executable=True)
    archive.file("bin/busybox", tree / "bin" / "busybox", executable=True)
    return archive


def initramfs(tree: Path, story: str, disk: str = "") -> Path:
    """The archive for one story, written anew."""
    archive = base(tree)
    if story == "hibernate":
        modules = in_order(tree, DISKS[disk].split())
        for module in modules:
            archive.file(f"modules/{module.name}", module)
        archive.file("modules/list", "".join(f"{module.name}\n" for module in modules).encode())
    if story == "kexec":
        kexec = tree / "sbin" / "kexec"
        archive.file("sbin/kexec", kexec, executable=True)
        for library in shared_libraries(tree, kexec):
            archive.file(f"lib64/{library.name}", library, executable=True)
        archive.file("kexec/kernel", kernel_image(tree))
        archive.file("kexec/initrd", base(tree).bytes())
    path = HOME / f"initramfs-{release(tree)}-{story}{disk and '-' + disk}.cpio"
    path.write_bytes(archive.bytes())
    return path
