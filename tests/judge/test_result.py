"""A machine's result: what is read from codes, texts and logs, and what is refused by which name."""

import subprocess
import zlib
from pathlib import Path

import pytest

from handoff.result import files, pieces
from handoff.result.refused import CROPPED, DOUBLED, FORGED, GARBLED, UNREADABLE, Refused
from handoff.result.result import read
from handoff.result.sources import of_files, of_text
from handoff.result.text import from_code, to_code

# As QEMU 7.2 gave it, 4 CPUs, INJECT=store, made shorter.
LINES = [
    "# BUILD version=0.1 id=a33f964f625e2c5c",
    "# MACHINE vendor=genuineintel family=15 model=107 stepping=1 microcode=0x1 hypervisor=tcgtcgtcgtcg cpus=4 cores=2 "
    "threads=2 firmware=seabios version=1.16.2-debian-1.16.2-1 date=04/01/2014 product=standard-pc-q35-ich9-2009",
    "# PROBE mwait monitor=yes sleeps=no wakes=11047 us=44",
    "# GRID method=jmp store=rrrr",
    "# GRID method=park,noidt none=r nmi=mmmm",
    "# TIMES bring-up=14748 soft-offline/a=40350",
    "# WAKES nmi=0 smi=0 mc=0 unexplained=220753",
    "# RESULT recovered method=all offline=hlt inject=all at=all cpus=4/4 pages=920/920 platform=? boot=? store=ram "
    "layout=other cycles=5/5 reason=every-check-passed",
]


def cut(text: str, count: int) -> list[str]:
    """Pieces as kernel/result/pieces.cpp makes them."""
    size = -(-len(text) // count)
    checksum = f"{zlib.crc32(text.encode()):08X}"
    return [f"HO1 {i + 1}/{count} {checksum} {text[i * size:(i + 1) * size]}" for i in range(count)]


def refused(found: list[str]) -> str:
    """The name by which these codes are refused."""
    with pytest.raises(Refused) as caught:
        read(from_code(pieces.joined(found)))
    return caught.value.name


SENT = cut(to_code(LINES), 4)


def test_what_is_sent_comes_back_as_the_log_had_it() -> None:
    result = read(from_code(pieces.joined(SENT)))
    assert result.lines == LINES
    assert result.grid == {"jmp": {"store": "rrrr"}, "park,noidt": {"none": "r", "nmi": "mmmm"}}
    assert (result.verdict, result.machine["microcode"]) == ("recovered", "0x1")


def test_codes_may_come_in_any_order_and_more_than_once() -> None:
    assert pieces.joined([*reversed(SENT), *SENT]) == to_code(LINES)


def changed(line: int, old: str, new: str, count: int = 4) -> list[str]:
    """The codes of another text, with its own checksum: a forger has zlib, too."""
    lines = [text.replace(old, new) if number == line else text for number, text in enumerate(LINES)]
    assert lines != LINES
    return cut(to_code(lines), count)


@pytest.mark.parametrize(("codes", "name"), [
    ([], GARBLED), (["https://example.org"], GARBLED), ([SENT[0][:-9] + "SOMETHING", *SENT[1:]], GARBLED),
    ([SENT[0].replace("HO1 1/4", "HO1 5/4"), *SENT], GARBLED), ([*SENT, SENT[1][:-1] + "."], GARBLED),
    (SENT[:3], CROPPED), ([SENT[0], SENT[3]], CROPPED),
    ([*SENT[:2], *changed(0, "0.1", "0.2")[2:]], DOUBLED), (SENT + changed(1, "cpus=4", "cpus=3", 3), DOUBLED),
    (changed(3, "rrrr", "rrcr"), FORGED), (changed(3, "rrrr", "rr-r"), FORGED), (changed(3, "rrrr", "rrzr"), FORGED),
    (changed(3, "store=rrrr", "store=rrr"), FORGED), (changed(4, "nmi=mmmm", "nmi=mmmr"), FORGED),
    (changed(4, "park,noidt", "jmp"), FORGED), (changed(1, "cpus=4", "cpus=3"), FORGED),
    (changed(1, "cores=2", "cores=1"), FORGED), (changed(1, "family=15", "family=x"), FORGED),
    (changed(0, "id=a33f", "id="), FORGED), (changed(7, "cycles=5/5", "cycles=4/5"), FORGED),
    (changed(7, "cpus=4/4", "cpus=3/4"), FORGED), (changed(7, "recovered", "corrupted"), FORGED),
    (changed(7, "method=all", "method=park"), FORGED), (changed(7, "layout=other ", ""), FORGED),
    (cut(to_code(LINES[:6] + LINES[7:]), 3), FORGED), (cut(to_code(LINES + LINES[:1]), 3), FORGED),
    (cut(to_code(LINES[:-1]), 3), CROPPED), (cut(to_code(LINES) + "PROBE", 3), FORGED),
    (cut(to_code([*LINES[:2], "# NEWS good=yes", *LINES[2:]]), 3), FORGED),
])
def test_what_is_no_result_is_refused_by_name(codes: list[str], name: str) -> None:
    assert refused(codes) == name


def test_a_text_may_be_lines_or_codes() -> None:
    assert of_text("\n".join(LINES)).lines == of_text("\n".join(SENT)).lines == LINES
    with pytest.raises(Refused) as caught:
        of_text("Dear developers,\n")
    assert caught.value.name == GARBLED


def test_a_machine_has_one_file(tmp_path: Path) -> None:
    result = read(LINES)
    file, replaces = files.add(result, tmp_path)
    assert not replaces and file.name.startswith("genuineintel-15-107-1-4cpus-")
    with pytest.raises(Refused) as caught:
        files.add(result, tmp_path)
    assert caught.value.name == DOUBLED
    later = read([line.replace("copy=", "copy=9").replace("=14748", "=14749") for line in LINES])
    assert files.add(later, tmp_path) == (file, True)
    assert [result.lines for result in files.all_in(tmp_path)] == [later.lines]


def draw(text: str, file: Path) -> None:
    """A QR code as a picture, by the library that the kernel has, read by Debian's Python for it or by hand."""
    qrcodegen = pytest.importorskip("qrcodegen")
    code = qrcodegen.QrCode.encode_text(text, qrcodegen.QrCode.Ecc.LOW)
    side, scale, margin = code.get_size(), 4, 4
    wide = (side + 2 * margin) * scale
    rows = [bytes(0 if code.get_module(x // scale - margin, y // scale - margin) else 255 for x in range(wide))
            for y in range(wide)]
    file.write_bytes(b"P6 %d %d 255\n" % (wide, wide) + b"".join(bytes([v] * 3) for row in rows for v in row))


def test_pictures_are_read(tmp_path: Path) -> None:
    photos = [tmp_path / f"{number}.ppm" for number in range(len(SENT))]
    for photo, text in zip(photos, SENT):
        draw(text, photo)
    assert of_files(photos).lines == LINES
    half = photos[0].read_bytes()
    photos[0].write_bytes(half[:16] + b"\xff" * (len(half) - 16))
    with pytest.raises(Refused) as caught:
        of_files(photos)
    assert caught.value.name == CROPPED


def test_a_file_that_is_none_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nand then nothing")
    for name in ("missing", "broken.png"):
        with pytest.raises(Refused) as caught:
            of_files([tmp_path / name])
        assert caught.value.name == UNREADABLE


def test_the_command_says_the_name(tmp_path: Path) -> None:
    text = tmp_path / "codes.txt"
    text.write_text("\n".join(SENT[1:]))
    script = Path(__file__).parents[2] / "scripts" / "result"
    done = subprocess.run([script, f"FILE={text}", f"RESULTS={tmp_path / 'results'}"], capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.startswith("REFUSED cropped: of 4 codes these are missing: 1")
    assert not (tmp_path / "results").exists()
    text.write_text("\n".join(SENT))
    done = subprocess.run([script, f"FILE={text}", f"RESULTS={tmp_path / 'results'}"], capture_output=True, text=True)
    assert done.returncode == 0 and "a new machine" in done.stdout, done.stderr
