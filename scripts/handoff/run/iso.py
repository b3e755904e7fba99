"""Makes bootable ISOs, for BIOS and UEFI, from the kernel and iso/grub.cfg."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from handoff import ROOT
from handoff.run.names import NO_METHOD
from handoff.run.options import ALL, Options

TEMPLATE = ROOT / "iso" / "grub.cfg"
# All that grub.cfg needs, and the partition tables that GRUB's UEFI start looks for aloud; GRUB's own default is
# every module it has, and 20 MB.
MODULES = ("multiboot2 all_video normal serial terminal configfile search search_fs_file iso9660 fat part_acorn "
           "part_amiga part_apple part_bsd part_dfly part_dvh part_gpt part_msdos part_plan part_sun part_sunpc")
MODULE = "linux.cpio"
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


def menu(items: dict[str, str], timeout: int, default: int = 0, module: bool = False) -> str:
    """grub.cfg with one entry for each title -> kernel words; after `timeout` seconds it boots the default."""
    lines = []
    for title, words in items.items():
        lines += [f'menuentry "{title}" {{', f"    multiboot2 /boot/handoff.elf {words}",
                  *([f"    module2 /boot/{MODULE}"] if module else []), "    boot", "}"]
    text = TEMPLATE.read_text()
    for name, value in (("TIMEOUT", str(timeout)), ("DEFAULT", str(default)), ("ENTRIES", "\n".join(lines))):
        text = text.replace(f"@{name}@", value)
    return text


def strip(elf: Path, copy: Path) -> None:
    """The kernel without names and debug information: a twentieth, and GRUB reads all of it, from USB 1.1 for minutes.

    What is loaded stays, and so do the notes (build id, PVH).
    """
    subprocess.run(["objcopy", "--strip-all", elf, copy], check=True)


def build(elf: Path, config: str, image: Path, module: Path | None = None) -> None:
    """Makes `image`, all at once, so that two runs may want the same one."""
    image.parent.mkdir(parents=True, exist_ok=True)
    maker = shutil.which("grub-mkrescue") or shutil.which("grub2-mkrescue") or "grub-mkrescue"
    with tempfile.TemporaryDirectory(dir=image.parent) as work:
        grub = Path(work) / "tree" / "boot" / "grub"
        grub.mkdir(parents=True)
        (grub / "grub.cfg").write_text(config)
        strip(elf, grub.parent / "handoff.elf")
        if module is not None:
            shutil.copyfile(module, grub.parent / MODULE)
        made = Path(work) / "handoff.iso"
        done = subprocess.run([maker, f"--install-modules={MODULES}", "--fonts=", "--locales=", "--themes=",
                               "--compress=no", "-o", str(made), str(Path(work) / "tree")],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{maker} failed:\n{done.stdout}")
        os.replace(made, image)


def for_run(elf: Path, words: str, module: Path | None = None) -> Path:
    """An ISO that boots the kernel with these words at once; made only if the same one is not there yet.

    GRUB gives it the module, which is Linux with TO=linux.
    """
    config = menu({"handoff": words}, timeout=0, module=module is not None)
    digest = hashlib.sha256(elf.read_bytes() + config.encode() + MODULES.encode() + b"stripped")
    digest.update(module.read_bytes() if module is not None else b"")
    image = ROOT / "build" / "iso" / f"{digest.hexdigest()[:16]}.iso"
    if not image.exists():
        build(elf, config, image, module)
    return image
