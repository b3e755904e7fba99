"""Forgeries of a log in which kernel A is a Linux (judged/linux-kexec.log: eight CPUs, an NMI at `parked`)."""

from forgeries import RESULT, before, drop, forging, result, sub, swap, trade

LOG = "linux-kexec"
forged = forging("after linux", LOG)


FORGERIES = [
    forged("cpus missing", result("cpus", "7/8"), "cpus=7/8-instead-of-8/8"),
    forged("pages missing", result("pages", "7/130366"), "pages=7/130366-instead-of-130366/130366"),
    forged("a method of ours", result("method", "park"), "method=park-instead-of-linux"),
    forged("another reason", result("reason", "none"), "reason=none-instead-of-every-check-passed"),
    forged("a life of ours", swap("from=linux-kexec hold", "from=none hold"), "check-1-has-another-name"),
    forged("another Linux", swap("# from linux-kexec", "# from linux-resume"), "another-kernel-A"),
    forged("no Linux", drop("# from"), "life-after-linux-out-of-order"),
    forged("a method in the options", swap("method=linux", "method=park"), "another-kernel-A"),
    forged("a check is missing", lambda text: drop("ok 7")(text).replace("1..7", "1..6"), "checks-after-linux"),
    forged("a check failed", swap("\nok 2", "\nnot ok 2"), "check-2-failed"),
    # the CPUs
    forged("a cpu never came", drop("# EV .*cpu=3 state=online why=arrived"), "cpu-3-offline-after-starting-in-B1"),
    forged("a cpu is unknown", drop("# EV .* cpu=6 "), "cpu-6-is-absent-in-B1"),
    forged("fewer cpus", swap("# from linux-kexec cpus=8", "# from linux-kexec cpus=7"), "cpu-7-is-unknown-in-B1"),
    forged("a cpu was not started", drop("# EV .*cpu=2 state=starting"), "cpus-were-not-started"),
    forged("online before it was started",
           trade("# EV .*cpu=1 state=starting", "# EV .*state=online why=arrived by=1"),
           "cpu-1-starting-after-online-in-B1"),
    forged("started before the memory was gone", trade("# overwritten", "# EV .*cpu=1 state=starting"),
           "life-after-linux-out-of-order"),
    forged("nothing was overwritten", drop("# overwritten"), "life-after-linux-out-of-order"),
    forged("siblings did not wake", drop("# EV .*why=woken"), "cpu-3-offline-after-offline-in-B1"),
    forged("siblings slept once only", lambda text: drop("# EV .*state=offline")(text).replace(
        "why=woken", "why=arrived"), "cpu-"),
    forged("another word for the copy", swap("why=linux-kexec", "why=park"), "copied-by-park"),
    # the memory
    forged("less was overwritten", sub(r"(# overwritten pages=)\d+", r"\g<1>7"),
           "not-all-memory-of-linux-was-overwritten"),
    forged("less was checked", drop("# witness base=0x1000 "), "not-all-memory-of-linux-was-checked"),
    forged("pages of another life", sub(r"(# witness .*nonce=0x)....", r"\g<1>0000"), "witness-of-another-life"),
    forged("more is B's own", sub(r"(# own .*)pages=512 what=slot", r"\1pages=513 what=slot"),
           "slot-is-not-the-lifes"),
    forged("more safe pages", sub(r"pages=46 what=safe-pages", "pages=47 what=safe-pages"),
           "not-all-memory-of-linux-was-checked"),
    forged("another place is B's own", swap("what=smram", "what=smram2"), "what-is-Bs-own"),
    forged("twice B's own", sub(r"^(# own .*smram\n)", r"\1\1"), "what-is-Bs-own"),
    forged("more memory", sub(r"(# available base=0x100000 pages=)\d+", r"\g<1>200000"),
           "not-all-memory-of-linux-was-checked"),
    forged("a page differs", before("ok 1", "# witness page 0x1000 is the first that differs: bytes 0x1000"),
           "a-page-differs"),
    # the event
    forged("no event", drop("# inject"), "no-event"),
    forged("another event", swap("# inject nmi", "# inject mce"), "another-event"),
    forged("none was sent", swap("sent=1", "sent=0"), "event-not-provoked"),
    forged("a panic", before(RESULT, "# PANIC page fault"), "panic"),
]
