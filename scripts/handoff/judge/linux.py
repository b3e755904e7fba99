"""What the console of a Linux tells that is kernel A: which Linux, and why our kernel never got a word.

The words `MARK …` are its init's (run/linux/init.sh); the rest is Linux' own.
"""

import re

from handoff.judge.judge import End, Facts

TIME = r"(?:^|\n)\[ *[0-9.]+\](?:\[[^\]]*\])? "
MARK = re.compile(TIME + r"MARK (.*)")
PANIC = re.compile(r"Kernel panic - not syncing: (.*)")
HANDS_OVER = "hands over"


def marks(console: str) -> list[str]:
    """What its init has said."""
    return [text.strip() for text in MARK.findall(console)]


def version(console: str) -> str:
    """As a value of `a=`; Debian's own number where it has one, since `uname -r` has the ABI's."""
    said = next((text.split() for text in marks(console) if text.startswith("linux ")), [])
    if not said:
        return "linux-?"
    return f"linux-{said[said.index('Debian') + 1].partition('-')[0] if 'Debian' in said[:-1] else said[1]}"


def text_address(console: str) -> int | None:
    """Where `_stext` is this time."""
    found = next((text for text in marks(console) if text.startswith("text=")), "")
    return int(found[5:], 16) if re.fullmatch(r"text=[0-9a-f]{16}", found) else None


def slug(text: str) -> str:
    """As one word of a reason."""
    return "-".join(re.findall(r"[A-Za-z0-9.]+", text)[:12]).lower()


def why_silent(console: str, facts: Facts) -> tuple[str, str]:
    """The verdict on a run in which our kernel has not said a word: nothing of the handoff was shown."""
    for text in marks(console):
        word, _, rest = text.partition(" ")
        if word in ("refused", "skipped"):
            return word, f"linux-{slug(rest)}"
    if panic := PANIC.search(console):
        return "unproven", f"linux-panic-{slug(panic[1])}"
    where = "after-linux" if HANDS_OVER in marks(console) else "in-linux"
    ended = f"timeout-after-{facts.seconds:g}s" if facts.end is End.TIMEOUT else facts.end.value
    return "unproven", f"{ended}-{where}"
