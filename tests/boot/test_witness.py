"""A witness from outside: QEMU reads the guest's memory, and it must be what B says it checked.

The pattern (docs/log.md): each 64-bit word of a witness page holds its own physical address, the first word of each
page that address XOR the nonce, which B drew in its first life.
"""

import re
import struct
from pathlib import Path

import pytest

PAGE = 4096
LIMIT = 2048  # pages compared of each range


def wrong_words(memory: bytes, base: int, nonce: int) -> int:
    """How many 64-bit words of `memory`, which began at `base`, break the pattern."""
    words = struct.unpack(f"<{len(memory) // 8}Q", memory)
    return sum(word != (base + 8 * i) ^ (nonce if 8 * i % PAGE == 0 else 0) for i, word in enumerate(words))


@pytest.mark.parametrize("method", ["park", "jmp"])
def test_memory_is_as_b_says(boot, tmp_path: Path, method: str) -> None:
    compared = []

    def compare(machine, log) -> None:
        said = re.findall(r"# witness base=0x([0-9a-f]+) pages=(\d+) nonce=0x([0-9a-f]+)", "\n".join(log.lines))
        for base, pages, nonce in ((int(b, 16), int(p), int(n, 16)) for b, p, n in said[:4]):
            size = min(pages, LIMIT) * PAGE
            file = tmp_path / f"{base:x}"
            machine.qmp.execute("pmemsave", val=base, size=size, filename=str(file))
            assert wrong_words(file.read_bytes(), base, nonce) == 0
            compared.append((base, size))

    run = boot(f"METHOD={method}", "OFFLINE=hlt", inspect=compare)
    run.expect_recovered(8)
    assert compared, "B must say where its witness pages are"


def test_one_wrong_bit_is_seen() -> None:
    good = struct.pack("<1024Q", *((0x200000 + 8 * i) ^ (0xabc if 8 * i % PAGE == 0 else 0) for i in range(1024)))
    assert wrong_words(good, 0x200000, 0xabc) == 0
    assert wrong_words(good[:100] + bytes([good[100] ^ 4]) + good[101:], 0x200000, 0xabc) == 1
    assert wrong_words(good, 0x200000, 0xabd) == 2
