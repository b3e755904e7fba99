"""What stands behind the scripts: from make's variables to runs, from runs to verdicts, tables and pictures.

Each folder is one kind of thing, and its first lines say what belongs there.  roots.py is for all of them.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# The folders, each of which may import from those before it and from none after it.
FOLDERS = ("linux", "judge", "run", "matrix", "bench", "demo", "timeline", "model", "report", "result", "distros",
           "release", "lava")
