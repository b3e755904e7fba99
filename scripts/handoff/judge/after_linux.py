"""The judge's own account of a story in which kernel A is Linux and B ends `recovered`: only B speaks, in one life."""

import re

from handoff.judge.account import PAGE, Account, event, ranges_of, same_place
from handoff.judge.checks import AFTER_LINUX
from handoff.judge.contradiction import hold
from handoff.judge.cpus import Cpus
from handoff.judge.grammar import Line
from handoff.judge.story import letter, only

# F: where B comes from; a, u: the memory there is, and B's own; w: all the rest is overwritten. Nobody but the boot CPU
# has done anything until then.
ORDER = re.compile("VPLSOFa+u+Bcw(?P<back>B*I?W+B*k+)X")
OWN = {  # what B may keep beside its slot, the safe pages and the page where CPUs enter: base and pages
    "interrupt-vectors": (0, 1), "initial-stack": (0xf000, 1), "smram": (0x30000, 16)}
ANYWHERE = {"slot", "safe-pages", "trampoline"}
Ranges = list[tuple[int, int]]


def without(ranges: Ranges, hole: tuple[int, int]) -> Ranges:
    """Ranges from begin to end, less one."""
    begin, end = hole
    parts = [part for low, high in ranges for part in ((low, min(high, begin)), (max(low, end), high))]
    return [(low, high) for low, high in parts if low < high]


def rest_of(lines: list[Line], life: Line) -> Ranges:
    """All that is available and not the life's own."""
    own = {line.fields["what"]: (line.number("base"), line.number("pages")) for line in only(lines, "own")}
    hold(set(own) == ANYWHERE | set(OWN) and len(only(lines, "own")) == len(own), "what-is-Bs-own")
    hold(all(own[what] == place for what, place in OWN.items()), "what-is-Bs-own")
    hold(own["slot"] == (life.number("base"), life.number("size") // PAGE), "slot-is-not-the-lifes")
    hold(own["trampoline"][1] == 1, "what-is-Bs-own")
    rest = ranges_of(only(lines, "available"), "available")
    for base, pages in own.values():
        rest = without(rest, (base, base + pages * PAGE))
    return rest


def memory(lines: list[Line], life: Line) -> int:
    """Every page that is available and not B's own was overwritten and found so; returns how many those are."""
    rest = rest_of(lines, life)
    hold(ranges_of(only(lines, "witness"), "witness") == rest, "not-all-memory-of-linux-was-checked")
    hold(len({line.fields["nonce"] for line in only(lines, "witness")}) == 1, "witness-of-another-life")
    pages = sum(high - low for low, high in rest) // PAGE
    hold(only(lines, "overwritten")[0].number("pages") == pages, "not-all-memory-of-linux-was-overwritten")
    return pages


def cpus(lines: list[Line], every: int, awake: bool) -> Account:
    """Each was started once, after Linux' memory was gone, and came; siblings slept, woke and slept."""
    story = Cpus("B1")
    story.follow(only(lines, "ev"))
    hold(story.state.get(0) == "copying", "boot-cpu-did-not-overwrite")
    story.state[0] = "online"
    everyone = set(range(every))
    story.are_exactly(everyone)
    story.came_online(everyone)
    hold(story.started == everyone - {0}, "cpus-were-not-started")
    story.are(("online", "offline"), everyone)
    hold(not awake or not story.slept, "siblings-sleep-with-smt")
    hold(sorted(story.slept) == sorted([*story.asleep()] * 2), "siblings-were-not-woken-once-more")
    return Account(everyone, story.asleep(), story.state, only(lines, "life")[0], 1)


def against(lines: list[Line], options: dict[str, str]) -> tuple[int, int]:
    """Throws whatever speaks against it; returns how many CPUs and how many pages there are."""
    found = ORDER.fullmatch("".join(map(letter, lines)))
    hold(found, "life-after-linux-out-of-order")
    assert found is not None
    life, start = same_place(lines), only(lines, "from")[0]
    hold((life.fields["life"], life.number("generation")) == ("B1", 1), "first-life-is-not-B1")
    hold(start.fields["from"] == options["from"] and options["method"] == "linux", "another-kernel-A")
    copying = next(line for line in only(lines, "ev") if line.fields["state"] == "copying")
    hold(copying.fields["why"] == options["from"], f"copied-by-{copying.fields['why']}")
    hold([line.fields["name"] for line in only(lines, "check")] == [*AFTER_LINUX], "checks-after-linux")
    cpus(lines, start.number("cpus"), options.get("nosmt") == "no")
    event(lines, options)
    return start.number("cpus"), memory(lines, life)
