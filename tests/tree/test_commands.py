"""Every `make run …` that a document shows is one that runs: its variables exist, and so do their values."""

import re
import shlex

import pytest

import tree
from handoff.linux.debian import PackageError
from handoff.linux.source import parts
from handoff.run.options import OptionError, parse

RUN = re.compile(r"`make run ([^`]*)`|^make run (.*)")
BUILT = re.compile(r"LINUX=build/linux/built/(.+)/bzImage")  # make builds it from these patches
TO_FILL_IN = re.compile(r"…|NAME|=file\b|=/path|METHOD=spin")  # by the reader, who is told to write `spin`


def commands(said: str) -> list[str]:
    """What follows `make run` in a paragraph, a command by itself included."""
    return [(quoted or plain).split("#")[0].strip() for quoted, plain in RUN.findall(said)]


def refused(arguments: str) -> str | None:
    """Why these variables are none; a comma or a further command may follow them."""
    words = [word for word in shlex.split(arguments.split(";")[0].split("|")[0]) if "=" in word]
    try:
        for name in [found[1] for word in words if (found := BUILT.fullmatch(word))]:
            parts(name)
        parse(word for word in words if not BUILT.fullmatch(word))
    except (OptionError, PackageError) as error:
        return str(error)
    return None


def test_the_variables_of_every_command_in_the_documents_are_valid() -> None:
    found = [(f"{name}:{line}: make run {command}", command) for name, line, said in tree.paragraphs()
             if name.endswith(".md") for command in commands(said) if not TO_FILL_IN.search(command)]
    assert sum("docs/bugs/" in where for where, _ in found) > 20
    wrong = [f"{where}: {why}" for where, command in found if (why := refused(command))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("said", "why"), [
    ("make run METHOD=prak", "METHOD"), ("as in `make run PROBE=init-gone METHOD=none`", "PROBE"),
    ("make run FROM=linux-kexec LINUX=build/linux/built/stock+gone/bzImage", "stock"),
    ("make run PLATFROM=bochs   # a comment", "PLATFROM"), ("make run PLATFORM=qemu-multi@1.0", "1.0")])
def test_a_command_that_does_not_run_is_noticed(said: str, why: str) -> None:
    (command,) = commands(said)
    assert why in (refused(command) or "")


def test_a_command_that_runs_is_let_through() -> None:
    (command,) = commands("`make run METHOD=park QEMU_ARGS='-d int,cpu_reset'`")
    assert refused(command) is None
