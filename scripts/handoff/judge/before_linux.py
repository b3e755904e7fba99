"""The judge's own account of a story that ends `recovered` with a Linux as kernel B: A speaks, then Linux' init."""

import re

from handoff.judge.account import PAGE, Account, all_away, event, first_life, ranges_of
from handoff.judge.after_linux import rest_of, without
from handoff.judge.checks import BEFORE_LINUX, START
from handoff.judge.contradiction import hold
from handoff.judge.cpus import Cpus
from handoff.judge.grammar import Line
from handoff.judge.story import Story, letter, only

# T: to whom; a, u: the memory there is, and A's own; g: what is put where; p: all the rest is poisoned; c: the copier
# starts; h: how the safe pages are from now on. Then Linux: Y, who; y: its CPUs; m: by which way; q, f: the safe pages;
# d: that it will power off.
ORDER = re.compile("VPLSOB*kk(?P<rest>Ta+u+g+pB*ch+Yy+mqf+I?d?k+X)")
PLACES = ("kernel", "archive", "staged", "papers", "safe-pages")  # of `# given` lines
# How Linux took them: from the method of that name without INIT; and who is alone has nobody to take.
BY_MAILBOX, BY_INIT, BY_NOBODY = "mailbox", "init-sipi", "nobody"


def places(lines: list[Line]) -> dict[str, tuple[int, int]]:
    """Begin and end of everything that was put somewhere; nothing over anything else."""
    given = only(lines, "given")
    hold([line.fields["what"] for line in given] == [*PLACES], "what-was-given")
    ranges_of(given, "given")
    return {line.fields["what"]: (line.number("base"), line.number("base") + line.number("pages") * PAGE)
            for line in given}


def memory(lines: list[Line], life: Line) -> int:
    """All memory but A's own and what was put in place was poisoned; the safe pages are reserved and as they were.

    Returns how many of them were compared.
    """
    at = places(lines)
    own = [line for line in only(lines, "own") if line.fields["what"] == "safe-pages"]
    hold(len(own) == 1, "what-is-As-own")
    hold(ranges_of(own, "own") == [at["safe-pages"]], "other-safe-pages")
    rest = rest_of(lines, life)
    for what in ("archive", "staged", "papers"):
        rest = without(rest, at[what])
    hold(only(lines, "poisoned")[0].number("pages") == sum(high - low for low, high in rest) // PAGE,
         "not-all-memory-was-poisoned")
    begin, end = at["safe-pages"]
    reserved = only(lines, "reserved")[0]
    base = reserved.number("base")
    hold(base <= begin and end <= base + reserved.number("pages") * PAGE, "safe-pages-are-not-reserved")
    kept, found = only(lines, "kept"), only(lines, "found")
    hold([line.fields for line in kept] == [line.fields for line in found], "safe-pages-are-not-as-they-were")
    hold(all(begin <= low and high <= end for low, high in ranges_of(kept, "kept")), "kept-outside-the-safe-pages")
    return sum(line.number("pages") for line in kept)


def leaving(account: Account, rest: list[Line], method: str) -> None:
    """None of A's CPUs runs in it when the copier starts."""
    cpus = Cpus("B1", account.state)
    cpus.follow(rest)
    cpus.are_exactly(account.everyone)
    all_away(cpus, account, rest, method)


def taken(rest: list[Line], every: int, method: str) -> None:
    """Linux has them, each under a name of its own, by the way that the method leaves it."""
    to, speaks, took = (only(rest, kind)[0] for kind in ("to", "linux", "took"))
    hold(speaks.fields["nonce"] == to.fields["nonce"], "linux-of-another-run")
    hold(to.number("cpus") == every, f"{to.number('cpus')}-cpus-were-to-be-handed-over")
    for name in ("cpu", "apic"):
        ids = [line.number(name) for line in only(rest, "linux-cpu")]
        hold(len(ids) == len(set(ids)) == every, f"{len(set(ids))}-cpus-in-linux-of-{every}")
    by = BY_NOBODY if every == 1 else BY_MAILBOX if method == BY_MAILBOX else BY_INIT
    hold((took.fields["by"], took.number("vector") != 0) == (by, by == BY_MAILBOX), f"taken-by-{took.fields['by']}")


def against(lines: list[Line], options: dict[str, str]) -> tuple[int, int]:
    """Throws whatever speaks against it; returns how many CPUs there are, and how many pages were compared."""
    found = ORDER.fullmatch("".join(map(letter, lines)))
    hold(found, "life-before-linux-out-of-order")
    assert found is not None
    start, rest = lines[:found.start("rest")], lines[found.start("rest"):]
    account = first_life(Story(start), options)
    leaving(account, rest, options["method"])
    taken(rest, len(account.everyone), options["method"])
    hold([line.fields["name"] for line in only(lines, "check")] == [*START, *BEFORE_LINUX], "checks-before-linux")
    event(lines, options)
    return len(account.everyone), memory(rest, account.slot)
