"""The machines that the kernel runs on: one module a platform, in each one row named PLATFORM.

A module that is added here is all that a further platform needs.  NAME@VERSION is the same with the emulator in another
version than this machine's.
"""

import functools
import importlib
import pkgutil
import re
from dataclasses import replace

from handoff.roots import RootError
from handoff.run.archive import DEBIAN, matches
from handoff.run.errors import OptionError
from handoff.run.platform import Platform
from handoff.run.versions import UNKNOWN


@functools.cache
def platforms() -> dict[str, Platform]:
    """Every platform by its name: those measured by default first, and of them the quick ones."""
    modules = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    rows = [module.PLATFORM for module in modules]
    return {row.name: row for row in sorted(rows, key=lambda row: (not row.by_default, not row.quick, row.name))}


def measured_by_default() -> list[str]:
    """What PLATFORM is for tools that measure several."""
    return [row.name for row in platforms().values() if row.by_default]


def named(text: str) -> list[str]:
    """The names in a list of platforms, parted by blanks or commas."""
    return re.findall(r"[^\s,]+", text)


def model_of(name: str) -> str:
    """The platform without its version: what is the same for all versions is kept under this name."""
    return name.partition("@")[0]


def find(name: str) -> Platform:
    """The row of a platform, with the version that is asked for, if one is; OptionError if there is no such thing."""
    row, (_, at, release) = platforms().get(model_of(name)), name.partition("@")
    if row is None or name.endswith("@"):
        raise OptionError(f"PLATFORM={name} is unknown; PLATFORM may be: {' '.join(platforms())}")
    if not at:
        return row
    if row.at is not None:
        if found := row.at(release):
            return found
        raise OptionError(f"PLATFORM={name} is unknown; known versions are: {', '.join(row.releases)}")
    archive = DEBIAN.get(row.emulator)
    if not (archive and archive.suite(release)) and not matches(own_version(row), release):
        raise OptionError(f"PLATFORM={name}: {row.emulator} {release} is unknown; known are: {known_releases(row)}")
    return replace(row, name=name, release=release)


def own_version(row: Platform) -> str:
    """What this machine has of it."""
    try:
        return row.version((row.program[1],))
    except RootError:  # its packages cannot be had
        return UNKNOWN


def known_releases(row: Platform) -> str:
    """Which versions there are, and where."""
    suites = DEBIAN[row.emulator].suites if row.emulator in DEBIAN else {}
    return ", ".join([*(f"{release} ({suite})" for release, suite in suites.items()),
                      f"{own_version(row)} (this machine)"])
