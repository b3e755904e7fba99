"""The pieces that a result is sent in, one a QR code: `HO1 2/9 0D5A31C7 …`.  Counterpart: kernel/result/pieces.hpp."""

import re
import zlib

from handoff.result.refused import CROPPED, DOUBLED, GARBLED, Refused

MARK = "HO1"
PIECE = re.compile(rf"{MARK} ([1-9][0-9]?)/([1-9][0-9]?) ([0-9A-F]{{8}}) ([0-9A-Z $%*+./:-]+)")


def joined(pieces: list[str]) -> str:
    """The whole text; Refused if it is not there, or not one."""
    found: dict[int, str] = {}
    wholes: set[tuple[int, str]] = set()
    for piece in pieces:
        match = PIECE.fullmatch(piece)
        if match is None:
            raise Refused(GARBLED, f"a code says `{piece[:40]}`, which is no piece of a result")
        number, count = int(match[1]), int(match[2])
        wholes.add((count, match[3]))
        if number > count or found.setdefault(number, match[4]) != match[4] and len(wholes) == 1:
            raise Refused(GARBLED, f"there are two codes {number} of {count}, and they differ")
    if not wholes:
        raise Refused(GARBLED, "there is no code that can be read")
    if len(wholes) > 1:
        raise Refused(DOUBLED, "these are codes of more than one result; send each by itself")
    count, checksum = wholes.pop()
    if missing := [str(number) for number in range(1, count + 1) if number not in found]:
        raise Refused(CROPPED, f"of {count} codes these are missing: {', '.join(missing)}")
    text = "".join(found[number] for number in range(1, count + 1))
    if f"{zlib.crc32(text.encode()):08X}" != checksum:
        raise Refused(GARBLED, "the checksum is not that of the text")
    return text
