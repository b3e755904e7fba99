"""The machines that the kernel runs on: one module a platform, in each one row named PLATFORM.

A module that is added here is all that a further platform needs.
"""

import functools
import importlib
import pkgutil

from handoff.run.platform import Platform


@functools.cache
def platforms() -> dict[str, Platform]:
    """Every platform by its name: those measured by default first, and of them the quick ones."""
    modules = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    rows = [module.PLATFORM for module in modules]
    return {row.name: row for row in sorted(rows, key=lambda row: (not row.by_default, not row.quick, row.name))}


def measured_by_default() -> list[str]:
    """What PLATFORM is for tools that measure several."""
    return [row.name for row in platforms().values() if row.by_default]
