"""What goes into an initramfs with a program or a module: the libraries, and the modules that it needs."""

import re
from pathlib import Path

from handoff.linux.debian import run


def needs(module: Path) -> list[str]:
    """The modules that a module has to be loaded after, as it says itself."""
    found = re.search(rb"\0depends=([\w,-]*)\0", b"\0" + module.read_bytes())
    return [name.decode() for name in found[1].split(b",") if name] if found else []


def in_order(tree: Path, names: list[str]) -> list[Path]:
    """The files of these modules and of all they need, each after what it needs."""
    files = {path.stem.replace("-", "_"): path for path in (tree / "lib" / "modules").rglob("*.ko")}
    order: list[Path] = []

    def add(name: str) -> None:
        path = files[name.replace("-", "_")]
        if path not in order:
            for needed in needs(path):
                add(needed)
            order.append(path)

    for name in names:
        add(name)
    return order


def shared_libraries(tree: Path, program: Path) -> list[Path]:
    """What a program is linked against, its loader included, from the packages' tree."""
    found: dict[str, Path] = {}
    todo = [program]
    while todo:
        dynamic = run("readelf", "-d", "-l", str(todo.pop()))
        wanted = re.findall(r"\(NEEDED\).*\[(.*)\]|program interpreter: .*/(.*)\]", dynamic)
        for name in (first or second for first, second in wanted):
            if name not in found:
                found[name] = next(path for path in sorted(tree.rglob(name)) if path.exists())
                todo.append(found[name])
    return list(found.values())
