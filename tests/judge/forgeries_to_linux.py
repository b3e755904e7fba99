"""Forgeries of a log in which kernel B is a Linux (judged/to-linux.log: eight CPUs, mailbox, an NMI at `copied`)."""

from forgeries import RESULT, before, drop, forging, result, sub, swap, trade

LOG = "to-linux"
forged = forging("before linux", LOG)


def of_another_run(text: str) -> str:
    """What the Linux of another run said, whose nonce was another."""
    return sub(r"^(# linux nonce=0x)....", r"\g<1>0000")(text)


FORGERIES = [
    forged("cpus missing", result("cpus", "7/8"), "cpus=7/8-instead-of-8/8"),
    forged("pages missing", result("pages", "7/22"), "pages=7/22-instead-of-22/22"),
    forged("another method", result("method", "park"), "method=park-instead-of-mailbox"),
    forged("another reason", result("reason", "none"), "reason=none-instead-of-every-check-passed"),
    forged("a life B of ours", swap("to=linux witness", "to=none witness"), "check-3-has-another-name"),
    forged("a check is missing", lambda text: drop("ok 8")(text).replace("1..8", "1..7"), "checks-before-linux"),
    forged("a check failed", swap("\nok 4", "\nnot ok 4"), "check-4-failed"),
    # Linux
    forged("a stale Linux", of_another_run, "linux-of-another-run"),
    forged("Linux says not who it is", drop("# linux nonce"), "life-before-linux-out-of-order"),
    forged("Linux speaks before the copy", trade("# EV .*state=copying", "# linux nonce"),
           "life-before-linux-out-of-order"),
    forged("a cpu is not in Linux", drop("# linux cpu=5"), "7-cpus-in-linux-of-8"),
    forged("a cpu is in Linux twice", sub("(# linux cpu=5 apic)=5", r"\1=4"), "7-cpus-in-linux-of-8"),
    forged("one name for two cpus", swap("# linux cpu=5", "# linux cpu=4"), "7-cpus-in-linux-of-8"),
    forged("fewer cpus were to be handed over", swap("# to linux cpus=8", "# to linux cpus=7"),
           "7-cpus-were-to-be-handed-over"),
    forged("taken by INIT", swap("took by=mailbox", "took by=init-sipi"), "taken-by-init-sipi"),
    forged("taken by an empty mailbox", sub("(took by=mailbox vector)=0x[0-9a-f]+", r"\1=0x0"), "taken-by-mailbox"),
    forged("it is not said how they were taken", drop("# linux took"), "life-before-linux-out-of-order"),
    # A's cpus
    forged("a cpu did not leave", drop("# EV .*cpu=3 state=parked"), "cpu-3-is-online-in-B1"),
    forged("a cpu never came", drop("# EV .*cpu=3 state=online why=arrived"), "cpu-3-offline-after-starting-in-B1"),
    forged("another word for the copy", swap("state=copying why=mailbox", "state=copying why=park"),
           "copied-by-park"),
    forged("no copy", drop("# EV .*state=copying"), "life-before-linux-out-of-order"),
    # the memory
    forged("less was poisoned", sub(r"(# poisoned pages=)\d+", r"\g<1>7"), "not-all-memory-was-poisoned"),
    forged("nothing was poisoned", drop("# poisoned"), "life-before-linux-out-of-order"),
    forged("more was given", sub(r"(# given .*)pages=3 what=papers", r"\1pages=4 what=papers"),
           "not-all-memory-was-poisoned"),
    forged("something else was given", swap("what=staged", "what=nothing"), "what-was-given"),
    forged("one over the other", sub(r"(# given base=)\S+( .*what=papers)", r"\g<1>0x1000000\2"), "given-pages-twice"),
    forged("other safe pages", sub(r"pages=46( what=safe-pages\n# poisoned)", r"pages=45\1"),
           "other-safe-pages"),
    forged("the safe pages are not reserved", sub(r"(# linux reserved .*pages=)\d+", r"\g<1>17"),
           "safe-pages-are-not-reserved"),
    forged("nobody says that they are", drop("# linux reserved"), "life-before-linux-out-of-order"),
    forged("the safe pages differ", sub(r"(# linux found .*hash=0x)....", r"\g<1>0000"),
           "safe-pages-are-not-as-they-were"),
    forged("fewer were compared", drop("# linux found", 1), "safe-pages-are-not-as-they-were"),
    forged("others were compared", sub("base=0x104000 pages=1", "base=0x904000 pages=1", 2),
           "kept-outside-the-safe-pages"),
    # the event
    forged("no event", drop("# inject"), "no-event"),
    forged("another event", swap("# inject nmi", "# inject mce"), "another-event"),
    forged("none was sent", swap("sent=1", "sent=0"), "event-not-provoked"),
    forged("a panic", before(RESULT, "# PANIC page fault"), "panic"),
]
