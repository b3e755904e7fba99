"""Which emulator this is.  What was measured with one version says nothing about another."""

import functools
import re
import subprocess

from handoff.run.options import Options


@functools.cache
def ask(command: tuple[str, ...], pattern: str) -> str:
    """The version in what `command` prints; `unknown` if it says none."""
    try:
        done = subprocess.run(["timeout", "-s", "KILL", "10", *command], stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace", check=False)
    except OSError:
        return "unknown"
    found = re.search(pattern, done.stdout)
    return found[1] if found else "unknown"


def version_of(options: Options) -> str:
    """The version of the emulator that a run with these options uses."""
    return options.platform().version(options)
