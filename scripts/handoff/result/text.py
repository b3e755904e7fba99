"""The lines that a result repeats of the log, and the characters of a QR code that they are sent in.

Counterparts: kernel/result/kept_lines.hpp, kernel/result/characters.hpp; docs/result.md has both tables.
"""

import re
import string

from handoff.result.refused import FORGED, Refused

KINDS = ("BUILD", "MACHINE", "PROBE", "GRID", "TIMES", "WAKES", "RESULT")
LINE_END = "$"
TO_CODE = str.maketrans({**{c: c.upper() for c in string.ascii_lowercase}, "=": ":", ",": "%", "?": "*"})
FROM_CODE = str.maketrans({**{c: c.lower() for c in string.ascii_uppercase}, ":": "=", "%": ",", "*": "?"})
KEPT = re.compile(rf"# ({'|'.join(KINDS)}) (.+)")


def kept(lines: list[str]) -> list[str]:
    """Those lines of a log that the result repeats."""
    return [line for line in lines if KEPT.fullmatch(line)]


def to_code(lines: list[str]) -> str:
    """Lines of the log as the kernel sends them."""
    return "".join(line.removeprefix("# ").translate(TO_CODE) + LINE_END for line in lines)


def from_code(text: str) -> list[str]:
    """The lines of the log that were sent."""
    if not text.endswith(LINE_END):
        raise Refused(FORGED, "the text does not end with a whole line")
    lines = []
    for sent in text.removesuffix(LINE_END).split(LINE_END):
        kind, _, rest = sent.partition(" ")
        if kind not in KINDS or not rest:
            raise Refused(FORGED, f"no result has a line `{sent}`")
        lines.append(f"# {kind} {rest.translate(FROM_CODE)}")
    return lines
