"""One thing of a real log changed, and what the judge must say to it: the table of all forgeries that are known.

Each is made from judged/whole.log (four CPUs, park, one cycle) or from another log that is named.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOGS = Path(__file__).with_name("judged")
Change = Callable[[str], str]


@dataclass(frozen=True)
class Forgery:
    """A changed log and the reason that it must get."""

    name: str
    change: Change
    reason: str  # after contradiction-
    log: str = "whole"

    def text(self) -> str:
        """The log as changed."""
        before = (LOGS / f"{self.log}.log").read_text()
        after = self.change(before)
        assert after != before, f"{self.name} changes nothing"
        return after


def forging(story: str, log: str) -> Callable[[str, Change, str], Forgery]:
    """Makes forgeries of another story's log."""
    return lambda name, change, reason: Forgery(f"{story}: {name}", change, reason, log)


def swap(old: str, new: str, count: int = 1) -> Change:
    """Replaces text, once unless said otherwise."""
    return lambda text: text.replace(old, new, count)


def sub(pattern: str, new: str, count: int = 1) -> Change:
    """Replaces what matches."""
    return lambda text: re.sub(pattern, new, text, count=count, flags=re.MULTILINE)


def drop(pattern: str, count: int = 0) -> Change:
    """Without the lines that match; all of them unless said otherwise."""
    return sub(rf"^{pattern}.*\n", "", count)


def before(pattern: str, line: str) -> Change:
    """With a further line before the first that matches."""
    return sub(rf"^(?={pattern})", line.replace("\\", r"\\") + "\n")


RESULT = "# RESULT "
WITNESS_SLOT = "# witness base=0x600000 pages=512"


def result(key: str, value: str) -> Change:
    """Another value in the RESULT line."""
    return sub(rf"^(# RESULT .*{key}=)\S+", rf"\g<1>{value}")


def trade(first: str, second: str) -> Change:
    """Two lines in each other's place."""
    return sub(rf"^({first}.*\n)((?:.*\n)*?)({second}.*\n)", r"\3\2\1")


def without_life_a(text: str) -> str:
    """All that A said."""
    return re.sub(r"^# life=A(?:.*\n)*?(?=# copy us)", "", text, flags=re.MULTILINE)


CHECK_7 = "ok 7 - every cpu is back"
FORGERIES = [
    # RESULT against the rest
    Forgery("cpus missing", result("cpus", "3/4"), "cpus=3/4-instead-of-4/4"),
    Forgery("no cpus at all", result("cpus", "0/0"), "cpus=0/0-instead-of-4/4"),
    Forgery("no key cpus", sub(r"^(# RESULT .*) cpus=\S+", r"\1"), "malformed-result"),
    Forgery("more cpus than the log has", result("cpus", "8/8"), "cpus=8/8-instead-of-4/4"),
    Forgery("cpus not known", result("cpus", "?"), "cpus=?-instead-of-4/4"),
    Forgery("pages missing", result("pages", "0/885"), "pages=0/885-instead-of-885/885"),
    Forgery("pages not known", result("pages", "?"), "pages=?-instead-of-885/885"),
    Forgery("pages of another run", result("pages", "1536/1536"), "pages=1536/1536-instead-of-885/885"),
    Forgery("no cycle", result("cycles", "0/1"), "cycles=0/1-instead-of-1/1"),
    Forgery("more cycles than there were", result("cycles", "50/50"), "cycles=50/50-instead-of-1/1"),
    Forgery("one cycle of many", result("cycles", "1/1"), "cycles=1/1-instead-of-3/3", "cycles"),
    Forgery("another method", result("method", "init"), "method=init-instead-of-park"),
    Forgery("another offline", result("offline", "mwait"), "offline=mwait-instead-of-hlt"),
    Forgery("another store", result("store", "nvme"), "store=nvme-instead-of-ram"),
    Forgery("another layout", result("layout", "same"), "layout=same-instead-of-other"),
    Forgery("an event that nobody ordered", result("inject", "nmi"), "inject=nmi-instead-of-none"),
    Forgery("a platform", result("platform", "kvm"), "platform=kvm-instead-of-?"),
    Forgery("another reason", result("reason", "none"), "reason=none-instead-of-every-check-passed"),
    Forgery("a key twice", sub(r"^(# RESULT .*) reason", r"\1 cpus=4/4 reason"), "malformed-result"),
    Forgery("keys in another order", sub(r"(cpus=\S+) (pages=\S+) platform", r"\2 \1 platform"), "malformed-result"),
    Forgery("a digit of another script", result("cpus", "٤/٤"), "malformed-result"),
    Forgery("RESULT in small letters", swap("# RESULT", "# result"), "malformed-result"),
    Forgery("no RESULT but its beginning", sub(r"^# RESULT .*", "# RESULT"), "malformed-result"),
    Forgery("another word", swap("RESULT recovered", "RESULT excellent"), "unknown-verdict"),
    Forgery("a machine that says it hangs", swap("RESULT recovered", "RESULT hung"), "unknown-verdict"),
    Forgery("two RESULTs", sub(r"^(# RESULT .*\n)", r"\1\1"), "2-results"),
    Forgery("a line after RESULT", lambda text: text + "# more\n", "result-is-not-the-last-line"),
    # what the kernel says of its troubles
    Forgery("a panic before", before(RESULT, "# PANIC page fault"), "panic"),
    Forgery("a panic misspelt", before(RESULT, "# PANICx"), "malformed-PANICx"),
    Forgery("lost before", before(RESULT, "# LOST a-cpu-did-not-leave"), "lost-before"),
    Forgery("not proven", before("ok 8", "# cpu 3 apic id 3 is offline: its own mark not proven"),
            "the-kernel-complains"),
    Forgery("a cpu that did not come", before("ok 1 ", "# cpu 3 apic id 3 did not come: nobody new for 2 s"),
            "the-kernel-complains"),
    Forgery("a cpu that did not leave", before("ok 3 ", "# leave: cpu 3 did not leave, it is online"),
            "the-kernel-complains"),
    Forgery("a page that differs", before("# witness", "# witness page 0x600000 differs, its words begin 0x0 0x0"),
            "a-page-differs"),
    Forgery("events that were dropped", before("ok 3 ", "# 7 events were dropped"), "the-kernel-complains"),
    Forgery("bail out", before("ok 3 ", "Bail out! no"), "bail-out"),
    # the plan and the checks
    Forgery("one check is enough", lambda text: re.sub(r"^ok (?!1 ).*\n", "", text, flags=re.MULTILINE).replace(
        "1..14", "1..1"), "first-life-out-of-order"),
    Forgery("no plan", drop(r"1\.\."), "no-plan"),
    Forgery("two plans", swap("1..14\n", "1..14\n1..14\n"), "two-plans"),
    Forgery("an empty plan", swap("1..14", "1..0"), "no-plan"),
    Forgery("the plan after the checks", trade(r"1\.\.14", RESULT), "result-is-not-the-last-line"),
    Forgery("the plan before RESULT", lambda text: re.sub(r"^(?=# RESULT)", "1..14\n", text.replace("1..14\n", ""),
                                                          flags=re.MULTILINE), "plan-is-not-the-second-line"),
    Forgery("a plan of 5,000 digits", swap("1..14", "1.." + "1" * 5000), "malformed-1-" + "1" * 5000),
    Forgery("a plan with a plus", swap("1..14", "1..+14"), "malformed-1-14"),
    Forgery("a plan of more", swap("1..14", "1..15"), "14-checks-of-15"),
    Forgery("a plan of less", swap("1..14", "1..13"), "14-checks-of-13"),
    Forgery("a check skipped", swap(CHECK_7, "ok 7 # SKIP"), "malformed-ok-7-SKIP"),
    Forgery("a check to do", swap(CHECK_7, f"{CHECK_7} # TODO"), "malformed-ok-7-every-cpu"),
    Forgery("a failed check to do", swap(CHECK_7, f"not {CHECK_7} # TODO"), "malformed-not-ok-7-every"),
    Forgery("a failed check", swap(CHECK_7, f"not {CHECK_7}"), "check-7-failed"),
    Forgery("two blanks", swap(CHECK_7, f"not  {CHECK_7}"), "malformed-not-ok-7-every"),
    Forgery("NOT OK", swap(CHECK_7, "NOT OK 6 - every cpu is back"), "malformed-NOT-OK-6-every"),
    Forgery("no number", before(RESULT, "not ok - every cpu is back"), "malformed-not-ok-every-cpu"),
    Forgery("no number and no name", before(RESULT, "not ok"), "malformed-not-ok"),
    Forgery("indented", before(RESULT, "    not ok 7 - every cpu is back"), "malformed-not-ok-7-every"),
    Forgery("behind a carriage return", swap("# image verified", "# image verified\rnot ok 7 - every cpu is back\r# "),
            "check-7-instead-of-3"),
    Forgery("behind an escape", before(RESULT, "\x1b[0mnot ok 7 - every cpu is back"), "malformed-0mnot-ok-7-every"),
    Forgery("as a remark", before(RESULT, "# not ok 7 - every cpu is back"), "malformed-not-ok-7-every"),
    Forgery("a check missing", drop(CHECK_7), "check-8-instead-of-7"),
    Forgery("a check twice", swap(CHECK_7, f"{CHECK_7}\n{CHECK_7}"), "check-7-instead-of-8"),
    Forgery("checks in another order", trade("ok 7", "ok 8"), "check-8-instead-of-7"),
    Forgery("a check of another name", swap(CHECK_7, "ok 7 - all is well"), "check-7-has-another-name"),
    Forgery("a check of another story", swap(CHECK_7, "ok 7 - every cpu answers after the probes"),
            "check-7-has-another-name"),
    Forgery("no version", drop("KTAP"), "0-ktap-versions"),
    Forgery("two versions", swap("KTAP version 1\n", "KTAP version 1\nKTAP version 1\n"), "2-ktap-versions"),
    Forgery("another version", before("1..14", "TAP version 14"), "malformed-TAP-version-14"),
    Forgery("words of nobody", before("ok 3", "Segmentation fault"), "malformed-Segmentation-fault"),
    # lives
    Forgery("no life A", without_life_a, "lives-out-of-order"),
    Forgery("A twice", sub(r"^(# life=A(?:.*\n)*?)(?=# copy us)", r"\1\1"), "lives-out-of-order"),
    Forgery("life A before B", sub("^# life=B1 (.*\n)# slot life=B", r"# life=A \1# slot life=A"),
            "first-life-is-not-B1"),
    Forgery("no first life", drop("# life=B1"), "first-life-out-of-order"),
    Forgery("no options", drop("# options"), "no-options"),
    Forgery("a tab after an option", sub(r"^(# options .*)", r"\1\t"), "malformed-options-"),
    Forgery("an option twice", sub(r"^(# options .*)", r"\1 method=init"), "an-option-twice"),
    Forgery("more cycles were asked for", swap(" cycles=1 ", " cycles=2 "), "1-cycles-instead-of-2"),
    Forgery("a generation skipped", swap("life=A generation=2", "life=A generation=3"), "generation-of-A"),
    Forgery("B is A's next but one", swap("a=2 now=3", "a=2 now=4"), "generations"),
    Forgery("the image of another B", swap("generation image=1", "generation image=0"), "generations"),
    Forgery("A in B's slot", swap("generation=2 slot=1", "generation=2 slot=0"), "slot-of-A"),
    Forgery("A at B's place", swap("base=0x600000 size", "base=0x400000 size"), "slot-is-not-the-lifes"),
    Forgery("A of another size", sub(r"(life=A .*size=)\d+", r"\g<1>4096"), "slot-of-A"),
    Forgery("one nonce for both", sub(r"^# nonce image=(\S+) a=\S+", r"# nonce image=\1 a=\1"), "nonces-are-not-fresh"),
    Forgery("a nonce twice", lambda text: re.sub(r"0x[0-9a-f]{16}", "0x" + "1" * 16, text), "nonces-are-not-fresh",
            "cycles"),
    Forgery("no nonce", drop("# nonce"), "lives-out-of-order"),
    Forgery("the safe pages are not B's", drop("# safe pages: generation"), "safe-pages-are-not-Bs"),
    Forgery("the safe pages are A's", swap("pages: generation 3", "pages: generation 2"), "safe-pages-are-not-Bs"),
    # CPUs
    Forgery("no EV at all", drop("# EV"), "lives-out-of-order"),
    Forgery("a cpu missing in B2", sub(r"life=B2 cpu=3 state=online why=arrived", "life=B2 cpu=3 state=missing why=x"),
            "cpu-3-is-missing-in-B2"),
    Forgery("a cpu silent in B2", drop("# EV .*life=B2 cpu=3 "), "cpu-3-is-absent-in-B2"),
    Forgery("a cpu silent in A", drop("# EV .*life=A cpu=2 "), "cpu-2-is-absent-in-A"),
    Forgery("a cpu that only B2 knows", before("# witness", "# EV t=1 life=B2 cpu=4 state=online why=x by=4"),
            "cpu-4-is-unknown-in-B2"),
    Forgery("a cpu that did not leave A", drop("# EV .*life=A cpu=3 state=parked"), "cpu-3-is-online-in-A"),
    Forgery("a cpu that B did not stop", drop("# EV .*life=B1 cpu=3 state=parked"), "cpu-3-is-online-in-B1"),
    Forgery("a cpu missing from the start", drop("# EV .* cpu=3 "), "cpus=4/4-instead-of-3/3"),
    Forgery("a cpu never online", drop("# EV .*life=B1 cpu=2 state=online"), "cpu-2-never-online-in-B1"),
    Forgery("a sibling awake", sub(r"(life=B2 cpu=3 state=online why=woken(?:.*\n)*?)# EV .*life=B2 cpu=3 .*\n",
                                   r"\1"), "siblings-are-not-as-before"),
    Forgery("siblings not woken once more", drop("# EV .*life=B2 cpu=[13] state=(?:offline|online why=woken)"),
            "siblings-are-not-as-before"),
    Forgery("a cpu woken that did not sleep", drop("# EV .*life=A cpu=3 state=offline"),
            "cpu-3-online-after-online-in-A"),
    Forgery("a sibling that was not gathered", drop("# EV .*life=A cpu=3 state=(?:online why=woken|parked)"),
            "cpu-3-is-offline-in-A"),
    Forgery("a cpu parked twice", sub(r"^(# EV .*life=A cpu=3 state=parked.*\n)", r"\1\1"), "cpu-3-parked-twice-in-A"),
    Forgery("siblings that sleep with smt", swap("nosmt=yes", "nosmt=no"), "siblings-sleep-with-smt", "probes"),
    Forgery("nobody started them", drop("# EV .*life=A .*state=starting"), "cpus-were-not-started"),
    Forgery("B begins late", swap("life=B1 generation=1", "life=B1 generation=3"), "generation-of-B"),
    Forgery("A did not copy", drop("# EV .*state=copying"), "lives-out-of-order"),
    Forgery("A copied by another method", swap("state=copying why=park", "state=copying why=init"), "copied-by-init"),
    Forgery("time goes backwards", sub(r"t=\d+ (life=B2 cpu=3 state=offline)", r"t=7 \1"),
            "time-of-cpu-3-goes-backwards"),
    Forgery("an EV of another life", sub(r"life=B2 cpu=3 state=starting", "life=B1 cpu=3 state=starting"),
            "lives-out-of-order"),
    Forgery("an EV without a cpu", sub(r"life=B2 cpu=3 ", "life=B2 "), "malformed-EV-t-"),
    Forgery("a state that is none", sub(r"cpu=3 state=parked", "cpu=3 state=dead"), "malformed-EV-t-"),
    Forgery("one cpu speaks for another", sub(r"(life=B2 cpu=3 state=online why=arrived by=)3", r"\g<1>2"),
            "cpu-2-speaks-for-cpu-3"),
    # witness pages
    Forgery("no witness pages", drop("# witness"), "lives-out-of-order"),
    Forgery("fewer witness pages", drop("# witness base=0x8"), "witness-pages"),
    Forgery("A's slot is no witness", drop("# witness base=0x6"), "the-slot-of-A-is-no-witness"),
    Forgery("the same pages twice", swap("# witness base=0x800000", "# witness base=0x600000"), "witness-pages-twice"),
    Forgery("pages of another image", sub(r"(# witness .*nonce=0x)....", r"\g<1>0000"), "witness-of-another-image"),
    # the image
    Forgery("an image page differs", before("ok 3 ", "# image page 0x400000 differs at the end: from what B had made"),
            "a-page-differs"),
    Forgery("image pages missing", sub(r"(# image-check pages=)\d+", r"\g<1>7"), "image-pages"),
    Forgery("image pages missing on return", sub(r"(# image on return pages=)\d+", r"\g<1>7"), "image-pages"),
    Forgery("an extent missing", drop("# image base=0x9e000"), "image-pages"),
    Forgery("B's slot is not in the image", swap("# image base=0x400000 pages", "# image base=0x1800000 pages"),
            "the-slot-of-B-is-not-in-its-image"),
    Forgery("words behind an extent", sub(r"^(# image base=0x9e000 .*)", r"\1 is not watched"),
            "malformed-image-base"),
    Forgery("an extent without pages", sub(r"^(# image base=0x9e000) .*", r"\1"), "malformed-image-base"),
    Forgery("image pages twice", swap("# image base=0x9e000", "# image base=0x400000"), "image-pages-twice"),
    Forgery("the store is damaged", swap("store=whole", "store=damaged"), "the-store-is-not-whole"),
    Forgery("the image was not looked at", drop("# image-check"), "lives-out-of-order"),
    # events
    Forgery("the event was not sent", drop("# inject"), "no-event", "nmi"),
    Forgery("fewer were sent", swap("sent=1", "sent=0"), "event-not-provoked", "nmi"),
    Forgery("one was not answered", swap("unanswered=0", "unanswered=1"), "event-not-provoked", "nmi"),
    Forgery("another event", swap("# inject nmi", "# inject smi"), "another-event", "nmi"),
    Forgery("another moment", swap("nmi at=copied", "nmi at=parked"), "another-event", "nmi"),
    Forgery("an event from nowhere", before("# nonce", "# inject nmi at=copied t=1 sent=1 unanswered=0"),
            "event-without-order"),
    # power
    Forgery("the power stayed on", drop("# power off"), "power-off", "nvme"),
    Forgery("the power was off", before("# life=A", "# power off"), "power-off"),
    # rows of method=all
    Forgery("a row is lost", sub(r"^(# ROW .*)verdict=recovered", r"\1verdict=lost"), "a-row-is-lost", "all"),
    Forgery("a row lacks a cpu", sub(r"^(# ROW .*verdict=recovered cpus=)4", r"\g<1>3"), "a-row-is-incomplete", "all"),
    Forgery("a row lacks pages", sub(r"^(# ROW .*verdict=recovered .*pages=)\d+", r"\g<1>7"), "a-row-is-incomplete",
            "all"),
    Forgery("a row is missing", drop("# ROW method=init inject=nmi at=parked", 1), "a-cycle-without-row", "all"),
    Forgery("a row is skipped that ran", sub(r"^(# ROW .*)verdict=recovered", r"\1verdict=skipped"),
            "a-cycle-without-row", "all"),
    Forgery("a row of another method", sub(r"^# ROW method=init inject=nmi", "# ROW method=jmp inject=nmi"),
            "copied-by-init", "all"),
    Forgery("a row without method=all", before(RESULT, "# ROW method=park inject=none at=none verdict=recovered "
                                                       "cpus=4/4 pages=885/885 reason=every-check-passed"),
            "a-row-without-method-all"),
    Forgery("a row out of form", sub(r"^# ROW method=init ", "# ROW "), "malformed-ROW-inject-", "all"),
]
# What must be refused for what the runner knows: the machine has four CPUs, the method is park.
