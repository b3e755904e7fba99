"""What there is, is listed once: no file repeats the methods, events, points, faults, stores, probes or platforms.

The kernel's rows say which there are (run/names.py), a platform is a module (run/platforms/).  A second list would be
forgotten by whoever adds one.  Four names of a set close together, or all of a smaller one, count as a list.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import tree
from handoff.run.names import NO_EVENT, kernel
from handoff.run.platforms import platforms

NAMES = kernel()
SETS = {
    "methods": NAMES.methods(), "events": NAMES.values("inject"), "points": NAMES.values("at"),
    "faults": NAMES.values("fault"), "stores": NAMES.values("store"), "probes": NAMES.names("probes"),
    "platforms": tuple(platforms()),
}
# An enumeration of the kernel has its words beside it; they are what the option's row holds.
WORDS_OF = {"points": f'"{NAMES.sets["options"]["at"].values}"', "faults": f'"{NAMES.sets["options"]["fault"].values}"'}
ENOUGH = 4
NEAR = 6  # lines
# What tests expect and what was measured is written down; prose explains.
APART = re.compile(r"tests/|docs/|README\.md$|LICENSE$|scripts/(linux-)?matrix\.toml$")
KERNEL = re.compile(r"(boot|hibernate|smp|kernel)/")
BETWEEN = r"[\s,|/\"'`*#]+(?:(?:and|or)[\s/#]+)?"
# METHOD(hlt) = {.name = "hlt", …}: the row itself.
ROW = re.compile(r'\b[A-Z]+\(\w+\)\s*=\s*[\w:]*[({]*\s*(?:\.name\s*=\s*)?"[^"\n]*"')
QUOTED = re.compile(r'"([^"\n]*)"|\'([^\'\n]*)\'')


@dataclass(frozen=True)
class Repeat:
    """A list that should not be."""

    file: str
    line: int
    what: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: lists {self.what} ({' '.join(self.names)}), which are read from their rows"


def members(what: str) -> tuple[str, ...]:
    """The names of a set, without the word for none of them."""
    return tuple(name for name in SETS[what] if name != NO_EVENT)


def quoted(text: str, names: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and name of every string that holds nothing but names."""
    for number, line in enumerate(text.split("\n"), 1):
        for found in QUOTED.finditer(line):
            words = re.split(r"[\s|]+", (found[1] or found[2] or "").strip())
            if all(word in names or word == NO_EVENT for word in words):
                yield from ((number, word) for word in words if word in names)


def in_a_row(text: str, names: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and name of names that follow one another with nothing but punctuation between them; method_hlt is hlt."""
    any_name = "|".join(name.replace("-", "[-_]") for name in sorted(names, key=len, reverse=True))
    one = rf"(?<![\w-])&?(?:[a-z]+_)?({any_name})(?![\w-])"
    row = rf"{one}(?:{BETWEEN}{one}){{{min(3, len(names)) - 1},}}"
    for found in re.finditer(row, text):
        for name in re.finditer(one, found[0]):
            yield text.count("\n", 0, found.start() + name.start()) + 1, name[1].replace("_", "-")


def repeats(file: str, text: str, what: str) -> Iterator[Repeat]:
    """The first list of these names in a text."""
    names = members(what)
    if KERNEL.match(file):  # the rows and the list themselves
        text = ROW.sub(lambda row: "\n" * row[0].count("\n"), text)
        text = text.replace(WORDS_OF.get(what, '""'), '""', 1)
    found = sorted({*quoted(text, names), *in_a_row(text, names)})
    for line, _ in found:
        near = tuple(dict.fromkeys(name for n, name in found if line <= n < line + NEAR))
        if len(near) >= min(ENOUGH, len(names)):
            yield Repeat(file, line, what, near)
            return


def sources() -> list[str]:
    """Every file of the tree that is not expected to name names."""
    return [file for file in tree.files() if not APART.match(file)]


@pytest.mark.parametrize("what", SETS)
def test_nothing_is_listed_twice(what: str) -> None:
    found = [str(repeat) for file in sources() for repeat in repeats(file, tree.text(file), what)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("what", WORDS_OF)
def test_the_kernel_has_the_words_of_an_enumeration_once(what: str) -> None:
    having = [file for file in sources() if WORDS_OF[what] in tree.text(file)]
    assert len(having) <= 1, f"{WORDS_OF[what]} is in {' and '.join(having)}"


@pytest.mark.parametrize(("what", "text"), [
    ("methods", 'ALL = ("hlt", "init", "jmp", "mailbox")'),
    ("methods", 'VARIED = {"METHOD": "hlt init jmp park none"}'),
    ("methods", "METHODS := hlt init jmp mwait"),
    ("methods", "run: ## METHOD=hlt|init|jmp|mwait|park"),
    ("methods", "constexpr const Method* table[] = {&method_hlt, &method_init,\n    &method_jmp, &method_mailbox};"),
    ("methods", "SAID = {\n  'hlt': 'it halts',\n  'init': 'it waits',\n\n  'jmp': 'it jumps',\n  'park': 'it parks'}"),
    ("methods", "# The methods are hlt, init, jmp and\n# mailbox."),
    ("events", '{"store", Inject::Store}, {"nmi", Inject::Nmi}, {"smi", Inject::Smi},\n{"mce", Inject::Mce},'),
    ("points", 'POINTS = "parked copying copied reclaim".split()'),
    ("points", "| event | platform | parked | copying | copied | reclaim |"),
    ("faults", 'FAULTS = ["header", "extent",\n          "page", "checksum"]'),
    ("stores", 'for store in ("ram", "nvme"):'),
    ("probes", 'QUESTIONS = {"dwell": "How?", "hlt-smi": "Is it?", "tsc": "Is it?", "smbase": "Who?"}'),
    ("probes", "extern const Probe probe_dwell, probe_hlt_smi, probe_tsc, probe_smbase;"),
    ("platforms", "for platform in qemu-multi qemu-single bochs kvm; do"),
])
def test_a_list_that_is_planted_is_found(what: str, text: str) -> None:
    (found,) = repeats("planted", f"\n\n{text}\n", what)
    assert found.line == 3 or text.startswith("SAID"), found
    assert str(found).startswith(f"planted:{found.line}: lists {what} (")


@pytest.mark.parametrize(("what", "text"), [
    ("methods", 'if method in ("mwait", "hlt", "init"):'),
    ("methods", 'print("park waits in hlt, and jmp does not mailbox init")'),
    ("methods", "\n\n\n".join(f'"{name}"' for name in ("hlt", "init", "jmp", "mailbox", "park"))),
    ("methods", 'STEPS = {"parked/park": "", "parked/jmp": "", "left/hlt": "", "left/mwait": ""}'),
    ("stores", 'if options["STORE"] == "nvme":'),
    ("points", "// half of the pages are copied, and the CPU is parked"),
])
def test_what_is_no_list_is_left_alone(what: str, text: str) -> None:
    assert not list(repeats("planted", text, what))
