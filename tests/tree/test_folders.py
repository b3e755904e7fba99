"""The folders of scripts/handoff/ are layers: each says what belongs in it, and imports only from those before it."""

import ast
from pathlib import Path

import pytest

from handoff import FOLDERS, ROOT

PACKAGE = ROOT / "scripts" / "handoff"


def imported(text: str) -> list[str]:
    """The folders that a module's imports name."""
    modules = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            modules += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
    return [m.split(".")[1] for m in modules if m.startswith("handoff.") and m.split(".")[1] in FOLDERS]


def upward(folder: str, text: str) -> list[str]:
    """What a module of `folder` must not import."""
    return [name for name in imported(text) if FOLDERS.index(name) > FOLDERS.index(folder)]


def test_every_folder_has_its_place() -> None:
    assert sorted(p.name for p in PACKAGE.iterdir() if (p / "__init__.py").exists()) == sorted(FOLDERS)
    assert sorted(p.name for p in PACKAGE.glob("*.py")) == ["__init__.py", "roots.py"]  # what every folder may use


@pytest.mark.parametrize("file", sorted(PACKAGE.glob("*/**/*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(file: Path) -> None:
    assert upward(file.relative_to(PACKAGE).parts[0], file.read_text()) == []


@pytest.mark.parametrize("file", sorted(PACKAGE.glob("**/__init__.py")), ids=lambda p: p.parent.name)
def test_each_folder_says_what_belongs_there(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text()))


@pytest.mark.parametrize("text", ["from handoff.run.options import Options", "from handoff.run import options",
                                  "import handoff.run.options", "from handoff import run"])
def test_an_import_that_points_the_other_way_is_noticed(text: str) -> None:
    assert upward("judge", text) == ["run"]
    assert upward("matrix", text) == []
