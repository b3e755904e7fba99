"""Kernel modules: which files they are, and in which order they are loaded."""

import lzma
import re
from pathlib import Path


def content(module: Path) -> bytes:
    """The module itself; newer Debians compress them."""
    data = module.read_bytes()
    return lzma.decompress(data) if module.suffix == ".xz" else data


def name(module: Path) -> str:
    """As modprobe takes it."""
    return module.name.partition(".")[0].replace("-", "_")


def needs(module: Path) -> list[str]:
    """The modules that a module has to be loaded after, as it says itself."""
    found = re.search(rb"\0depends=([\w,-]*)\0", b"\0" + content(module))
    return [needed.decode() for needed in found[1].split(b",") if needed] if found else []


def in_order(tree: Path, names: list[str]) -> list[Path]:
    """The files of these modules and of all they need, each after what it needs; without those that are built in."""
    modules = next(place for place in (tree / "lib" / "modules", tree / "usr" / "lib" / "modules") if place.exists())
    files = {name(path): path for path in modules.rglob("*.ko*")}
    order: list[Path] = []

    def add(wanted: str) -> None:
        path = files.get(wanted.replace("-", "_"))
        if path is not None and path not in order:
            for needed in needs(path):
                add(needed)
            order.append(path)

    for wanted in names:
        add(wanted)
    return order
