"""The judge as one file that needs nothing but Python: a zip archive that Python runs (PEP 441).

Python's own zipapp keeps times and modes of the files, and the order in which the disk lists them; this keeps none.
"""

import os
import zipfile
from pathlib import Path

from handoff import ROOT

START = b"#!/usr/bin/env python3\n"
SCRIPTS = ROOT / "scripts"


def members() -> dict[str, Path]:
    """Name in the archive -> file."""
    modules = [SCRIPTS / "handoff" / "__init__.py", *sorted((SCRIPTS / "handoff" / "judge").glob("*.py"))]
    return {"__main__.py": SCRIPTS / "check-log", **{str(file.relative_to(SCRIPTS)): file for file in modules}}


def pack(target: Path) -> None:
    """Makes it, all at once: others may be running the one that is there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    made = target.with_suffix(f".{os.getpid()}")
    with open(made, "wb") as file:
        file.write(START)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, source in members().items():
                archive.writestr(zipfile.ZipInfo(name), source.read_bytes())  # dated 1980, as the format begins
    made.chmod(0o755)
    os.replace(made, target)
