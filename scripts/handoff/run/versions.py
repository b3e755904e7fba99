"""Which emulator this is.  What was measured with one version says nothing about another."""

import functools
import re
import subprocess
from typing import TYPE_CHECKING

from handoff.roots import RootError

if TYPE_CHECKING:  # options.py asks for versions
    from handoff.run.options import Options

UNKNOWN = "unknown"


@functools.cache
def ask(command: tuple[str, ...], pattern: str) -> str:
    """The version in what `command` prints; `unknown` if it says none."""
    try:
        done = subprocess.run(["timeout", "-s", "KILL", "10", *command], stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace", check=False)
    except OSError:
        return UNKNOWN
    found = re.search(pattern, done.stdout)
    return found[1] if found else UNKNOWN


def version_of(options: "Options") -> str:
    """The version of the emulator that a run with these options uses; `unknown` if it cannot be had."""
    try:
        return options.platform().version(options.program().words)
    except RootError:
        return UNKNOWN
