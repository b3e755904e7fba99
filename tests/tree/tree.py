"""The tree as text: its files, the comments in them, and what docs/design.md says of its folders."""

import re
import subprocess
from pathlib import Path
from typing import Iterator

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("boot", "hibernate", "smp", "kernel")
CODE = (".cpp", ".hpp", ".asm", ".inc")
SCRIPTS = (".py", ".mk", ".ld")
COMMENT_MARK = {".cpp": "//", ".hpp": "//", ".asm": ";", ".inc": ";"}


def files() -> list[str]:
    """What git knows or would add, as paths from the root: what a build or a run leaves behind is none of them."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return sorted(name for name in set(listed) if (ROOT / name).is_file())


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def kernel_sources() -> list[str]:
    return [name for name in files() if name.split("/")[0] in LAYERS and name.endswith(CODE)]


def split_line(line: str, suffix: str) -> tuple[str, str]:
    """Code and comment of one line, each possibly empty. A mark within quotes begins no comment."""
    mark = COMMENT_MARK.get(suffix, "#")
    blanked = re.sub(r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])\'', lambda m: "_" * len(m.group()), line)
    at = blanked.find(mark)
    return (line, "") if at < 0 else (line[:at], line[at + len(mark):])


def paragraphs() -> Iterator[tuple[str, int, str]]:
    """(file, first line, text) of everything that is written for a reader: comment blocks of code and build files,
    list items, paragraphs and table rows of documents."""
    for name in files():
        document = name.endswith(".md")
        if not document and not name.endswith(CODE + SCRIPTS) and Path(name).name != "Makefile":
            continue
        begin, block = 0, []
        for number, line in enumerate(text(name).split("\n") + [""], 1):
            said = line if document else split_line(line, Path(name).suffix)[1]
            starts_anew = not said.strip() or (document and re.match(r"\s*(- |\||#|    )", said))
            if starts_anew and block:
                yield name, begin, " ".join(block)
                block = []
            if said.strip():
                begin = begin if block else number
                block.append(said.strip())


def folders() -> list[tuple[str, str]]:
    """The rows of docs/design.md's table of folders, top to bottom: (folder, what belongs there)."""
    section = text("docs/design.md").split("\n## Folders\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([\w/]+)` \| (.+) \|$", section, re.M)
