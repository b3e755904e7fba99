"""The judge's own account of a story that ends `recovered`: what its lines say, RESULT apart.

Whoever changes one line of it makes the log contradict itself.
"""

from dataclasses import dataclass

from handoff.judge.contradiction import hold
from handoff.judge.cpus import AWAY, Cpus
from handoff.judge.grammar import Line, pairs
from handoff.judge.story import Cycle, Story, only

PAGE = 4096
UNGATHERED = "mwait"  # the method that leaves siblings where they sleep


@dataclass
class Account:
    """What was derived, for comparison with RESULT."""

    everyone: set[int]
    asleep: set[int]  # soft-offline by B's policy
    state: dict[int, str]
    slot: Line  # B's `# life=` line
    generation: int
    pages: int = 0
    nonce: str = ""

    def others(self) -> set[int]:
        """All CPUs but the boot CPU."""
        return self.everyone - {0}


def same_place(lines: list[Line]) -> Line:
    """The `# life=` line of a life, which its `# slot` line repeats."""
    life, slot = only(lines, "life")[0], only(lines, "slot")[0]
    hold(life.fields["life"][0] == slot.fields["life"] and life.fields["base"] == slot.fields["base"],
         "slot-is-not-the-lifes")
    return life


def first_life(story: Story, options: dict[str, str]) -> Account:
    """B begins: every CPU comes online, siblings sleep."""
    life = same_place(story.start)
    hold(life.fields["life"] == "B1", "first-life-is-not-B1")
    hold(life.number("generation") == 1, "generation-of-B")
    cpus = Cpus("B1")
    lines = only(story.start, "ev")
    cpus.follow(lines)
    everyone = set(range(len(cpus.state)))
    hold(everyone, "no-cpu")
    cpus.are_exactly(everyone)
    cpus.came_online(everyone)
    hold(cpus.started == everyone - {0}, "cpus-were-not-started")
    cpus.are(("online", "offline"), everyone)
    hold(cpus.state[0] == "online", "boot-cpu-is-offline")
    awake = options.get("nosmt") == "no"
    hold(awake or options.get("nosmt") == "yes", "option-nosmt-is-missing")
    hold(not awake or not cpus.slept, "siblings-sleep-with-smt")
    return Account(everyone, cpus.asleep(), cpus.state, life, life.number("generation"))


def freeze(account: Account, cycle: Cycle, life: str) -> None:
    """Every other CPU waits in the safe pages when A starts."""
    cpus = Cpus(life, account.state)
    cpus.follow(cycle.freeze)
    cpus.are_exactly(account.everyone)
    cpus.are(("parked",), account.others())
    cpus.are(("online",), {0})


def all_away(cpus: Cpus, account: Account, lines: list[Line], method: str) -> None:
    """No CPU but the first runs in A when the copier starts."""
    left_asleep = ("offline",) if method.partition(",")[0] == UNGATHERED else ()
    cpus.are((*AWAY, *left_asleep), account.others())
    cpus.are(("copying",), {0})
    copying = only(lines, "ev")[-1].fields
    hold(copying["why"] == method and copying["by"] == "0", f"copied-by-{copying['why']}")


def kernel_a(account: Account, cycle: Cycle, layout: str, method: str) -> Line:
    """A boots every CPU anew, and none runs in it when the copier starts."""
    life = same_place(cycle.a)
    hold(life.fields["life"] == "A", "second-life-is-not-A")
    hold(life.number("generation") == account.generation + 1, "generation-of-A")
    for field in ("slot", "base"):
        same = life.fields[field] == account.slot.fields[field]
        hold(same == (layout == "same"), "slot-of-A")
    hold(life.fields["size"] == account.slot.fields["size"], "slot-of-A")
    cpus = Cpus("A")
    cpus.follow(cycle.a)
    cpus.are_exactly(account.everyone)
    cpus.came_online(account.everyone)
    hold(cpus.started == account.others(), "cpus-were-not-started")
    hold(sorted(cpus.slept) == sorted(account.asleep), "siblings-did-not-sleep-in-A")
    all_away(cpus, account, cycle.a, method)
    return life


def back(account: Account, cycle: Cycle) -> None:
    """B has every CPU again, and siblings sleep as before; the image is the one that was written, two lives ago."""
    cpus = Cpus("B2")
    cpus.follow(cycle.back)
    hold(0 not in cpus.state, "boot-cpu-came-back-twice")
    cpus.state[0] = "online"
    cpus.are_exactly(account.everyone)
    cpus.came_online(account.others())
    cpus.are(("online", "offline"), account.everyone)
    hold(cpus.asleep() == account.asleep, "siblings-are-not-as-before")
    hold(sorted(cpus.slept) == sorted([*account.asleep] * 2), "siblings-were-not-woken-once-more")
    hold(cpus.started in (set(), account.others()), "cpus-were-not-started")  # they started themselves, or none did
    account.state = cpus.state
    nonce, safe = only(cycle.back, "nonce")[0], only(cycle.back, "safe")
    expected = [account.generation + step for step in range(3)]
    hold([nonce.number(f) for f in ("image_generation", "a_generation", "now")] == expected, "generations")
    hold(len({nonce.fields["image"], nonce.fields["a"], account.nonce}) == 3, "nonces-are-not-fresh")
    hold(safe and safe[0].number("generation") == nonce.number("now"), "safe-pages-are-not-Bs")
    account.nonce, account.generation = nonce.fields["image"], nonce.number("now")


def ranges_of(lines: list[Line], word: str) -> list[tuple[int, int]]:
    """Begin and end of each, in order: whole pages, none twice."""
    ranges = sorted((line.number("base"), line.number("base") + line.number("pages") * PAGE) for line in lines)
    hold(all(base < end and base % PAGE == 0 for base, end in ranges), f"{word}-pages")
    hold(all(first[1] <= second[0] for first, second in zip(ranges, ranges[1:])), f"{word}-pages-twice")
    return ranges


def witnesses(account: Account, cycle: Cycle, a: Line, options: dict[str, str]) -> None:
    """The pages that B has checked: as many as were asked for, and A's slot."""
    found = only(cycle.back, "witness")
    hold(all(line.fields["nonce"] == account.nonce for line in found), "witness-of-another-image")
    ranges = ranges_of(found, "witness")
    pages = sum(line.number("pages") for line in found)
    wanted = int(options["witness"])
    if options["layout"] != "same":
        size = a.number("size")
        hold((a.number("base"), a.number("base") + size) in ranges, "the-slot-of-A-is-no-witness")
        wanted += size
    hold(pages * PAGE == wanted, "witness-pages")
    account.pages = pages


def image(account: Account, cycle: Cycle) -> None:
    """B's own pages: as they were written, on return and at the end, every one of every extent."""
    extents, counts = only(cycle.back, "extent"), only(cycle.back, "returned") + only(cycle.back, "image")
    ranges_of(extents + only(cycle.back, "witness"), "image")
    pages = sum(line.number("pages") for line in extents)
    hold(all(line.number("good") == line.number("all") == pages for line in counts), "image-pages")
    hold(counts[-1].fields["store"] == "whole", "the-store-is-not-whole")
    hold(account.slot.fields["base"] in (line.fields["base"] for line in extents), "the-slot-of-B-is-not-in-its-image")
    account.pages += pages


def event(lines: list[Line], options: dict[str, str]) -> None:
    """What was to be provoked was."""
    found = only(lines, "inject")
    if options["inject"] == "none":
        hold(not found, "event-without-order")
        return
    hold(found, "no-event")
    fields = found[0].fields
    hold((fields["inject"], fields["at"]) == (options["inject"], options["at"]), "another-event")
    hold(fields["sent"] == options["storm"] and fields["unanswered"] == "0", "event-not-provoked")


def options_of(lines: list[Line]) -> dict[str, str]:
    """What is in force, as B's first life said; each key once."""
    words = only(lines, "options")[0].fields["pairs"].split()
    options = pairs(" ".join(words))
    hold(len(words) == len(options), "an-option-twice")
    for key in ("method", "offline", "inject", "at", "store", "layout"):
        hold(options.get(key), f"option-{key}-is-missing")
    for key in ("cycles", "witness", "storm"):
        hold(options.get(key, "").isdecimal() and len(options[key]) < 20, f"option-{key}-is-missing")
    return options


def add_cycle(account: Account, cycle: Cycle, first: bool, options: dict[str, str]) -> None:
    """One handoff from B over A to B."""
    hold(len(only(cycle.freeze, "off")) == (options["store"] == "nvme"), "power-off")
    freeze(account, cycle, "B1" if first else "B2")
    a = kernel_a(account, cycle, options["layout"], options["method"])
    back(account, cycle)
    witnesses(account, cycle, a, options)
    image(account, cycle)
    event(cycle.back, options)
