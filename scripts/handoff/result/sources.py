"""Where a result comes from: pictures of QR codes, the codes' text, the log of a serial line, or a file of results/."""

import subprocess
from pathlib import Path

from handoff.judge import elsewhere, session
from handoff.result import grid as grids
from handoff.result import pieces
from handoff.result.refused import CROPPED, FORGED, GARBLED, UNREADABLE, Refused
from handoff.result.result import Result, read
from handoff.result.text import from_code, kept
from handoff.run.names import kernel

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"P6", b"GIF8", b"BM")  # how they begin: PNG, JPEG, PPM, GIF, BMP
ZBAR = ("zbarimg", "--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable")
NOTHING_FOUND = 4  # zbarimg(1), exit status


def codes(picture: Path) -> list[str]:
    """What the QR codes of a picture say."""
    try:
        done = subprocess.run([*ZBAR, picture], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Refused(UNREADABLE, "zbarimg is missing, which reads the codes (Debian: zbar-tools)") from None
    if done.returncode not in (0, NOTHING_FOUND):
        raise Refused(UNREADABLE, f"{picture}: {done.stderr.strip()}")
    return [line for line in done.stdout.split("\n") if line]


def of_log(text: str) -> Result:
    """From a log, whose rows have to be those that it repeats at its end."""
    log, verdict = session.check_last(text)
    if not log.results:
        raise Refused(CROPPED, f"the log says no RESULT ({verdict.reason})")
    if "contradiction" in verdict.reason:
        raise Refused(FORGED, f"the log contradicts itself: {verdict.reason}")
    result = read(kept(log.lines))
    rows = grids.of_rows(session.rows(text), kernel().values("at"))
    if grids.reached(rows) != grids.reached(result.grid):
        raise Refused(FORGED, "the log's rows are not those that it repeats at its end")
    return result


def of_text(text: str) -> Result:
    """From the text of codes, a log, or a file of results/."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if any(line.lstrip().startswith(pieces.MARK) for line in text.splitlines()):
        return read(from_code(pieces.joined([line for line in text.splitlines() if line.strip()])))
    if any(line.endswith(elsewhere.FIRST) for line in lines):
        return of_log(text)
    if not kept(lines):
        raise Refused(GARBLED, "it is no code's text, no log and no result")
    return read([line for line in lines if not line.startswith("#:")])


def of_files(files: list[Path]) -> Result:
    """From one text or log, or from as many pictures as there are codes."""
    found: list[str] = []
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise Refused(UNREADABLE, f"{file}: {error.strerror}") from None
        if data.startswith(PICTURES):
            found += codes(file)
        elif len(files) == 1:
            return of_text(data.decode(errors="replace"))
        else:
            found += [line for line in data.decode(errors="replace").splitlines() if line.strip()]
    return read(from_code(pieces.joined(found)))
