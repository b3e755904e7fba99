"""What the report is made of in its tests: cells, runs, and the page; and what a picture shows."""

import json
import subprocess
import sys
import zlib
from pathlib import Path

from handoff import ROOT

PICTURES = ROOT / "build" / "report-test"
EVIL = '"><script>document.title="evil"</script>'
NOTHING = "row = []\n"  # scripts/matrix.toml, of which nothing is recorded


def cell(name: str, platform: str, directory: str, outcome: str, manual: str,
         version: str = "7.2") -> dict[str, object]:
    """As `make matrix` writes it."""
    method, event, point = (name.split("/") + ["", ""])[:3]
    return {"cell": name, "method": method, "event": event, "point": point, "storm": 1, "platform": platform,
            "version": version, "manual": manual, "source": f"SDM vol. 3 {EVIL}", "outcome": outcome, "runs": [outcome],
            "reason": "a-reason", "pinned": None, "agrees": outcome == manual,
            "cause": "" if outcome == manual else "because", "directory": directory,
            "command": f"make run METHOD={method} PLATFORM={platform}"}


def a_run(directory: Path, text: str, word: str) -> str:
    """A run's directory."""
    directory.mkdir(parents=True)
    (directory / "serial.log").write_text(text)
    (directory / "verdict.json").write_text(json.dumps({"word": word, "reason": "a-reason"}))
    return str(directory)


def report(matrix: Path | str, output: Path, pins: str = NOTHING) -> tuple[int, str, str]:
    """Exit status, what it said on stderr, and the page."""
    output.parent.mkdir(parents=True, exist_ok=True)
    file = output.with_name("pins.toml")
    file.write_text(pins)
    done = subprocess.run([sys.executable, ROOT / "scripts" / "report", f"MATRIX={matrix}", f"PINS={file}",
                           f"OUTPUT={output}"], capture_output=True, text=True, timeout=60)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr, output.read_text()


def colours(png: bytes) -> int:
    """How many different pixel rows a picture has: a blank page has one."""
    data, at = b"", 8
    while at < len(png):
        length, kind = int.from_bytes(png[at:at + 4], "big"), png[at + 4:at + 8]
        data += png[at + 8:at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    raw = zlib.decompress(data)
    height = int.from_bytes(png[20:24], "big")
    stride = len(raw) // height
    return len({raw[i * stride:(i + 1) * stride] for i in range(height)})
