"""Makes bootable ISOs, for BIOS and UEFI, from the kernel and iso/grub.cfg."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from handoff import ROOT
from handoff.run.names import NO_METHOD
from handoff.run.options import ALL, Options

TEMPLATE = ROOT / "iso" / "grub.cfg"
# All that grub.cfg needs, and the partition tables that GRUB's UEFI start looks for aloud; GRUB's own default is
# every module it has, and 20 MB.
MODULES = ("multiboot2 all_video normal serial terminal configfile search search_fs_file iso9660 fat part_acorn "
           "part_amiga part_apple part_bsd part_dfly part_dvh part_gpt part_msdos part_plan part_sun part_sunpc")
BZIMAGE, MODULE = "bzImage", "linux.cpio"
TITLES = {ALL: "method=all: every method against every event, in one boot",
          NO_METHOD: "method=none: asks this machine about MWAIT, INIT and its clocks"}


def entries(options: Options) -> dict[str, str]:
    """The menu of `make iso`: title -> kernel words; what was given applies to every entry."""
    kernel = options.kernel()
    methods = dict.fromkeys((kernel.default("method"), ALL, NO_METHOD, *kernel.methods()))  # the first is the default
    return {TITLES.get(method, f"method={method}"): " ".join(Options({**options.given, "METHOD": method}).words())
            for method in methods}


def stick_entries(options: Options) -> dict[str, str]:
    """The menu of `make usb`: the whole matrix first, which runs by itself, and then those of `make iso`."""
    whole = " ".join(Options({**options.given, "METHOD": ALL}).words())
    return {"This machine's result: every method against every event": whole,
            "The same with the rows that are meant to crash: resets itself, and goes on": f"{whole} crash=yes",
            **{title: words for title, words in entries(options).items() if words != whole}}


def linux_menu(words: str) -> str:
    """grub.cfg that boots a Linux with these words at once."""
    entry = f'menuentry "linux" {{\n    linux /boot/{BZIMAGE} {words}\n    initrd /boot/{MODULE}\n    boot\n}}'
    return filled(entry, 0, 0)


def filled(entries_text: str, timeout: int, default: int) -> str:
    """The template with its three places filled in."""
    text = TEMPLATE.read_text()
    for name, value in (("TIMEOUT", str(timeout)), ("DEFAULT", str(default)), ("ENTRIES", entries_text)):
        text = text.replace(f"@{name}@", value)
    return text


def menu(items: dict[str, str], timeout: int, default: int = 0, module: bool = False) -> str:
    """grub.cfg with one entry for each title -> kernel words; after `timeout` seconds it boots the default."""
    lines = []
    for title, words in items.items():
        lines += [f'menuentry "{title}" {{', f"    multiboot2 /boot/handoff.elf {words}",
                  *([f"    module2 /boot/{MODULE}"] if module else []), "    boot", "}"]
    return filled("\n".join(lines), timeout, default)


def strip(elf: Path, copy: Path) -> None:
    """The kernel without names and debug information: a twentieth, and GRUB reads all of it, from USB 1.1 for minutes.

    What is loaded stays, and so do the notes (build id, PVH).
    """
    subprocess.run(["objcopy", "--strip-all", elf, copy], check=True)


def make(files: Mapping[str, Path], config: str, image: Path, modules: str = MODULES) -> None:
    """Makes `image` with these files in its /boot, all at once, so that two runs may want the same one."""
    image.parent.mkdir(parents=True, exist_ok=True)
    maker = shutil.which("grub-mkrescue") or shutil.which("grub2-mkrescue") or "grub-mkrescue"
    with tempfile.TemporaryDirectory(dir=image.parent) as work:
        grub = Path(work) / "tree" / "boot" / "grub"
        grub.mkdir(parents=True)
        (grub / "grub.cfg").write_text(config)
        for name, file in files.items():
            shutil.copyfile(file, grub.parent / name)
        made = Path(work) / "handoff.iso"
        done = subprocess.run([maker, f"--install-modules={modules}", "--fonts=", "--locales=", "--themes=",
                               "--compress=no", "-o", str(made), str(Path(work) / "tree")],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{maker} failed:\n{done.stdout}")
        os.replace(made, image)


def build(elf: Path, config: str, image: Path, module: Path | None = None) -> None:
    """Makes `image` with the kernel, and with a module for it."""
    with tempfile.TemporaryDirectory() as work:
        small = Path(work) / "handoff.elf"
        strip(elf, small)
        make({small.name: small} | ({MODULE: module} if module is not None else {}), config, image)


def image_of(*contents: bytes) -> Path:
    """Where an ISO made of these is kept."""
    return ROOT / "build" / "iso" / f"{hashlib.sha256(b''.join(contents)).hexdigest()[:16]}.iso"


def for_run(elf: Path, words: str, module: Path | None = None) -> Path:
    """An ISO that boots the kernel with these words at once; made only if the same one is not there yet.

    GRUB gives it the module, which is Linux with TO=linux.
    """
    config = menu({"handoff": words}, timeout=0, module=module is not None)
    brought = module.read_bytes() if module is not None else b""
    image = image_of(elf.read_bytes(), config.encode(), MODULES.encode(), b"stripped", brought)
    if not image.exists():
        build(elf, config, image, module)
    return image


def for_linux(kernel: Path, initramfs: Path, words: str) -> Path:
    """An ISO that boots a Linux with these words at once, in the same way."""
    config = linux_menu(words)
    image = image_of(kernel.read_bytes(), initramfs.read_bytes(), config.encode(), MODULES.encode())
    if not image.exists():
        make({BZIMAGE: kernel, MODULE: initramfs}, config, image, f"{MODULES} linux")
    return image
