"""What goes into an initramfs with a program: the libraries that it needs."""

import re
from pathlib import Path

from handoff.linux.debian import run


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
