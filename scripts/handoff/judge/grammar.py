"""The grammar of the log: which lines there are and what each must look like.  docs/log.md is the contract.

A line that begins like one of them, in whatever spelling, and is none of them is malformed: it is never taken for a
remark.  Remarks for people begin with `# `.
"""

import re
from dataclasses import dataclass

# Firmware and boot loaders write cursor movements and colours to the same serial port.
ESCAPE = re.compile(r"\x1b(\[[0-9;?=]*[A-Za-z]|[()][A-Z0-9]|[=>78c])")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

WORD = r"[\w.,:+/-]+"
NUMBER = r"(?:0|[1-9][0-9]{0,19})"
ADDRESS = r"0x[0-9a-f]{1,16}"
NONCE = r"0x[0-9a-f]{16}"
SHARE = rf"(?:{NUMBER}/{NUMBER}|\?)"
STATES = "known|starting|online|offline|left|in-init|parked|missing|copying"
# The keys of RESULT, in their order; VERDICT has the same.
KEYS = ("method", "offline", "inject", "at", "cpus", "pages", "platform", "boot", "store", "layout", "cycles")
ROW_KEYS = ("method", "inject", "at", "verdict", "cpus", "pages", "reason")


def keyed(keys: tuple[str, ...]) -> str:
    """A pattern of `key=value` for each of them, each a group of that name."""
    return " ".join(f"{key}=(?P<{key}>{SHARE if key in ('cpus', 'pages', 'cycles') else rf'{WORD}|[?]'})"
                    for key in keys)


# The name of each kind of line -> its pattern, whole.
LINES = {name: re.compile(pattern, re.ASCII) for name, pattern in {
    "version": r"KTAP version 1",
    "plan": r"1\.\.(?P<count>[0-9]{1,9})",
    "skip": r"1\.\.0 # SKIP (?P<text>.+)",
    "check": r"(?P<not>not )?ok (?P<number>[1-9][0-9]{0,8}) - (?P<name>[^#]+)",
    "bail": r"Bail out! (?P<text>.+)",
    "options": r"# options(?P<pairs>(?: [a-z-]+=[\w.,:+/-]*)+)",
    "life": rf"# life=(?P<life>B1|A) generation=(?P<generation>{NUMBER}) slot=(?P<slot>[01]) "
            rf"base=(?P<base>{ADDRESS}) size=(?P<size>{NUMBER})",
    "slot": rf"# slot life=(?P<life>B|A) base=(?P<base>{ADDRESS})",
    "ev": rf"# EV t=(?P<t>{NUMBER}) life=(?P<life>B1|A|B2) cpu=(?P<cpu>{NUMBER}) state=(?P<state>{STATES}) "
          rf"why=(?P<why>{WORD}) by=(?P<by>{NUMBER})",
    "inject": rf"# inject (?P<inject>{WORD}) at=(?P<at>{WORD}) t=(?P<t>{NUMBER}) sent=(?P<sent>{NUMBER}) "
              rf"unanswered=(?P<unanswered>{NUMBER})",
    "nonce": rf"# nonce image=(?P<image>{NONCE}) a=(?P<a>{NONCE}) generation image=(?P<image_generation>{NUMBER}) "
             rf"a=(?P<a_generation>{NUMBER}) now=(?P<now>{NUMBER})",
    "from": rf"# from (?P<from>{WORD}) cpus=(?P<cpus>{NUMBER})",
    "available": rf"# available base=(?P<base>{ADDRESS}) pages=(?P<pages>{NUMBER})",
    "own": rf"# own base=(?P<base>{ADDRESS}) pages=(?P<pages>{NUMBER}) what=(?P<what>{WORD})",
    "overwritten": rf"# overwritten pages=(?P<pages>{NUMBER}) us={NUMBER}",
    "to": rf"# to linux cpus=(?P<cpus>{NUMBER}) nonce=(?P<nonce>{NONCE})",
    "given": rf"# given base=(?P<base>{ADDRESS}) pages=(?P<pages>{NUMBER}) what=(?P<what>{WORD})",
    "poisoned": rf"# poisoned pages=(?P<pages>{NUMBER}) us={NUMBER}",
    "kept": rf"# kept base=(?P<base>{ADDRESS}) pages=(?P<pages>{NUMBER}) hash=(?P<hash>{NONCE})",
    "linux": rf"# linux nonce=(?P<nonce>{NONCE}) release=(?P<release>{WORD})",
    "linux-cpu": rf"# linux cpu=(?P<cpu>{NUMBER}) apic=(?P<apic>{NUMBER})",
    "took": rf"# linux took by=(?P<by>{WORD}) vector=(?P<vector>{ADDRESS})",
    "reserved": rf"# linux reserved base=(?P<base>{ADDRESS}) pages=(?P<pages>{NUMBER})",
    "found": rf"# linux found base=(?P<base>{ADDRESS}) pages=(?P<pages>{NUMBER}) hash=(?P<hash>{NONCE})",
    "powers-off": r"# linux powers off: no port is to be had",
    "safe": rf"# safe pages: generation (?P<generation>{NUMBER}) owner B again",
    "witness": rf"# witness base=(?P<base>{ADDRESS}) pages=(?P<pages>{NUMBER}) nonce=(?P<nonce>{NONCE})",
    "returned": rf"# image on return pages=(?P<good>{NUMBER})/(?P<all>{NUMBER})",
    "extent": rf"# image base=(?P<base>{ADDRESS}) pages=(?P<pages>{NUMBER})",
    "unwatched": rf"# image base={ADDRESS} bytes={NUMBER} is not watched: .+",
    "image": rf"# image-check pages=(?P<good>{NUMBER})/(?P<all>{NUMBER}) changed-since=(?P<changed>{NUMBER}) "
             rf"store=(?P<store>{WORD})",
    "differs": r"# (?:witness|image) page .+ differs.*",
    "row": f"# ROW {keyed(ROW_KEYS)}",
    "off": r"# power off",
    "panic": r"# PANIC (?P<text>.+)",
    "lost": rf"# LOST (?P<reason>{WORD})",
    # The kernel says that something is missing.
    "complaint": r"# (?:cpu [0-9]+ apic id .*(?:did not come|not proven).*|[0-9]+ events were dropped"
                 r"|(?:leave|gather|parallel|mailbox): .+)",
    "result": rf"# RESULT (?P<verdict>[a-z]+) {keyed((*KEYS, 'reason'))}",
}.items()}

# How each of them begins, for whoever writes it otherwise.
LIKE = re.compile(r"\W*(?:(?:not\W*)?ok\b|[0-9]+\s*\.\.|bail\W*out|k?tap\W+version"
                  r"|#\W*(?:options\b|life\b|slot\b|EV\b|inject\b|nonce\b|safe\W+pages\s*:|witness\b|ROW\b"
                  r"|from\b|available\b|own\b|overwritten\b|to\W+linux\b|given\b|poisoned\b|kept\b"
                  r"|linux\W+(?:nonce|cpu|took|reserved|found|powers)\b"
                  r"|power\W+off|image\W+(?:on|check|page|base)\b|panic|lost\b|result"
                  r"|cpu\W+[0-9]+\W+apic\b|[0-9]+\W+events\b"
                  r"|(?:leave|gather|parallel|mailbox)\W*:))", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One line that is not a remark; `malformed` is a kind too."""

    kind: str
    fields: dict[str, str]

    def number(self, field: str) -> int:
        """A field that the pattern has shown to be a number."""
        text = self.fields[field]
        return int(text, 16 if text.startswith("0x") else 10)


def clean(line: str) -> str:
    """A line as a person would see it."""
    return CONTROL.sub("", ESCAPE.sub("", line)).rstrip()


def pairs(words: str) -> dict[str, str]:
    """`a=1 b=2` as a mapping; words without `=` are left out."""
    return dict(word.split("=", 1) for word in words.split() if "=" in word)


def read_line(line: str, begun: bool) -> Line | None:
    """What a line is; None for a remark, and before the log has begun for what firmware and loaders write."""
    for kind, pattern in LINES.items():
        if found := pattern.fullmatch(line):
            return Line(kind, {name: value for name, value in found.groupdict().items() if value is not None})
    remark = not line or line.startswith("# ")
    return None if remark and not LIKE.match(line) or not begun else Line("malformed", {"text": line})
