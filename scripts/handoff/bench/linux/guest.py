"""The initramfs of the Linux that we are compared with: busybox, the disks' drivers, kexec, and init.sh."""

from pathlib import Path

from handoff.linux.debian import HOME, kernel_image, release
from handoff.linux.initramfs import add_kexec, add_modules, base

INIT = Path(__file__).with_name("init.sh")

# The name of the disk, and the driver that it takes.
DISKS = {"nvme0n1": "nvme", "vda": "virtio_blk virtio_pci"}


def initramfs(tree: Path, story: str, disk: str = "") -> Path:
    """The archive for one story, written anew."""
    archive = base(tree, INIT)
    if story == "hibernate":
        add_modules(archive, tree, DISKS[disk].split())
    if story == "kexec":
        add_kexec(archive, tree)
        archive.file("kexec/kernel", kernel_image(tree))
        archive.file("kexec/initrd", base(tree, INIT).bytes())
    path = HOME / f"initramfs-{release(tree)}-{story}{disk and '-' + disk}.cpio"
    path.write_bytes(archive.bytes())
    return path
