"""The demo's words: what each method is, what each step means, why a run ended as it did."""

from dataclasses import dataclass, field

from handoff.run.names import NO_EVENT, Kernel
from handoff.run.options import Options


@dataclass(frozen=True)
class Told:
    """What is said of a method.  One that has no such words is told by the kernel's sentence about it."""

    title: str
    introduction: str
    endings: dict[str, str] = field(default_factory=dict)  # by verdict, where there is more to say than of any method
    dies_by: str = "triple-fault"  # the crash that the method itself explains
    undisturbed: tuple[str, ...] = ()  # endings that hold only if nothing was provoked
    in_tour: bool = True
    again: str = ""  # the event that decides: with it the tour tells the method a second time


# In the order in which people had the ideas, which is that of the tour.
METHODS = {
    "mwait": Told(
        "the bug of 2019",
        "nosmt left the SMT siblings in MWAIT, in kernel A's code, on A's page tables, watching a line of A's data. A "
        "now restores image B over itself and leaves them there. What does a CPU do whose code is replaced under it?",
        endings={
            "crashed": "Triple fault. A CPU in A's memory went on, woken or spinning, and what it fetched, walked and "
                       "called was B's data: a fault, no handler, a fault, reset. The kernel said no word: the judge "
                       "saw it from outside.",
        },
    ),
    "hlt": Told(
        "Linux' fix: wake them, then HLT",
        "Bring the siblings out of MWAIT first, then send every CPU into HLT with interrupts off. A store no longer "
        "wakes it. But its code and page tables are still A's, and A is overwritten all the same: it must not wake "
        "before INIT.",
        endings={
            "crashed": "Triple fault. The event woke a CPU that waited in A's code: HLT ended, and there was no A left "
                       "to run and no handler to call. HLT alone is safe only as long as nobody calls.",
            "recovered": "Every CPU is back. But what they slept on had been overwritten: had anything woken one of "
                         "them, it would have died. INJECT=nmi AT=copied does.",
        },
        again="nmi", undisturbed=("recovered",),
    ),
    "jmp": Told(
        "wake all CPUs and let them jump",
        "Nobody sleeps: every CPU spins in the safe pages, which belong to neither kernel, and jumps into B by itself "
        "when the copy is done. No INIT; but all CPUs run while memory changes, and A must know B's entry.",
        endings={
            "recovered": "Every CPU is back, each by itself, without INIT. Neither kernel's memory was under them.",
        },
    ),
    "init": Told(
        "INIT, the architecture's own way",
        "A sends INIT to every CPU before it copies. A CPU in wait-for-SIPI executes no code at all, so none can be "
        "overwritten. B sends SIPI. \"The only architectural way I know of\", said Andy Lutomirski.",
        endings={
            "recovered": "Every CPU is back. Nothing could be overwritten under a CPU that executes nothing.",
        },
    ),
    "mailbox": Told(
        "a mailbox, where INIT is forbidden",
        "The firmware's way where INIT is forbidden (TDX): CPUs spin in the safe pages on a word of memory, the ACPI "
        "wakeup mailbox. B writes an address there, and the CPU jumps to it.",
        endings={
            "recovered": "Every CPU is back by a store to its mailbox, without INIT.",
        },
    ),
    "park": Told(
        "a page of its own, paging off",
        "Lutomirski's page: `1: hlt; jmp 1b` in the safe pages, paging off, with a GDT, TSS, IDT and stack of its own. "
        "Nothing of A is needed, and an NMI finds a handler. B leaves the page alone until it has taken every CPU.",
        endings={
            "recovered": "Every CPU is back. They waited on nothing that A or B owned, and woken or not, they had all "
                         "they needed: \"conceptually simple and very robust\".",
        },
        again="nmi",
    ),
    "park,noidt": Told(
        "park without an IDT",
        "park, but without the IDT of its own: what is that part for?",
        endings={
            "crashed": "Triple fault: the event found no handler. That is what park's own IDT is for.",
        },
        in_tour=False,
    ),
    "park,nomce": Told(
        "park with machine checks off",
        "park, but with CR4.MCE off: what is that part for?",
        endings={
            "crashed": "The machine check found CR4.MCE off: the machine resets. That is what park keeps it for.",
        },
        in_tour=False, dies_by="reset",
    ),
    "park,nmilatch": Told(
        "park inside an NMI that never ends",
        "park inside an NMI handler that never returns, so that further NMIs stay blocked (as Xen does).",
        in_tour=False,
    ),
}

# state/why of an EV line, with the life, or its letter, in front where it matters.
STEPS = {
    "B online/boot": "Kernel B runs on cpu 0. It is the kernel that will be hibernated.",
    "A online/boot": "The machine starts again, and kernel A runs: the same program, elsewhere in memory. It plays "
                     "the boot kernel that finds B's image.",
    "starting/init-sipi-all":
        "cpu 0 wakes the others by INIT and SIPI: {cpus} start in 16-bit code, at {K}'s trampoline.",
    "starting/init-sipi": "cpu 0, now in B, takes {cpus} by force: INIT, SIPI. Whatever they waited in, they start "
                          "anew, in B's trampoline.",
    "starting/sipi": "B sends SIPI to {cpus}. INIT has been there since A, so this is all it takes.",
    "online/arrived": "{cpus} arrived in {K}, with {K}'s page tables, stack, GDT and TSS.",
    "offline/mwait": "nosmt: the siblings {cpus} are soft-offlined. They sleep in MWAIT: {K}'s code, {K}'s page "
                     "tables, watching a line of {K}'s data.",
    "offline/hlt": "nosmt: the siblings {cpus} are soft-offlined, in HLT, in {K}'s code.",
    "online/woken": "{cpus} come out of soft-offline. Only a CPU that runs can be told where to wait.",
    "B parked/park": "B stops every other CPU and writes its image. (They wait in the safe pages for A, whatever "
                     "the method.)",
    "left/mwait": "{cpus} go into MWAIT, in A's code. The siblings stay where nosmt put them. All of this memory is "
                  "A's: the next step overwrites it.",
    "left/hlt": "{cpus} leave: HLT, interrupts off, in A's code. It will be overwritten under them; they must not "
                "wake.",
    "left/hlt-for-init": "{cpus} wait in HLT for what comes next.",
    "in-init/init": "A sends INIT to {cpus}. They wait for SIPI and execute nothing: there is no code to overwrite.",
    "parked/park": "{cpus} park in the safe pages: paging off, own GDT, TSS, IDT and stack, then `hlt`. From here "
                   "on nothing of A is needed.",
    "parked/park,noidt": "{cpus} park in the safe pages, but without an IDT.",
    "parked/park,nomce": "{cpus} park in the safe pages, but with CR4.MCE off.",
    "parked/park,nmilatch": "{cpus} park in the safe pages.",
    "parked/nmi-latched": "{cpus} took an NMI whose handler never returns: further NMIs are blocked.",
    "parked/jmp": "{cpus} spin in the safe pages, on page tables that lie there too. They wait for the copy to be "
                  "done.",
    "parked/mailbox": "{cpus} spin in the safe pages, each reading its mailbox.",
    "parked/mailbox-test-answered": "{cpus} answered the mailbox' TEST command: they do listen.",
    "copying": "cpu 0 runs the copier, in the safe pages, and writes image B over A, from the top down: page tables "
               "and stacks first, then code. Whoever still needs A is standing on it.",
    "B2 online/woken": "B tries its siblings: {cpus} come online once more, and will go offline again.",
    "B2 offline/mwait": "B's own policy: the siblings {cpus} are soft-offline again, in MWAIT, now in B's memory. "
                        "Nobody is lost.",
    "B2 offline/hlt": "B's own policy: the siblings {cpus} are soft-offline again, in HLT, now in B's memory. "
                      "Nobody is lost.",
    "missing": "{cpus} did not come. B waited, and goes on without: this CPU is lost.",
}

LINES = {
    "life B1": "Kernel B, first life. Then the story: B writes its image, the machine starts again as A, A restores "
               "B over itself.",
    "image written": "B's memory is in the image: {MB} MB.",
    "image verified": "A has read the image and every checksum is right. After the next steps there is no way back.",
    "power off": "The image is on the disk. The machine goes off, and every CPU with it.",
    "copy": "The copy is done: {MB} MB in {ms} ms. A is gone. B returns from the very call in which it wrote its "
            "image, on cpu 0.",
    "line": "cpu {cpu} watches {at}. The copier writes there next: to MONITOR that is a store like any other.",
    "wait": "The kernel has asked for a machine check, and the emulator's monitor broadcasts one.",
    "inject": "It happened while the copy was under way: {kind} at the point `{at}`, {sent} time(s), {answer}.",
    "wakes": "Each CPU's bay in the safe pages counted what woke it: {counts}. It went back to sleep, and B found "
             "the counts.",
    "quiet": "Each CPU counted what woke it: no NMI, no SMI, no machine check this time.",
    "witness": "B checks its memory, page by page: {pages} pages hold the words that it left there.",
    "checks": "The proof: {good} of {all} checks passed.{failed}",
    "bail": "The kernel refuses: {text}",
}

ENDINGS = {
    "recovered": "Every CPU is back, and every page is as B left it.",
    "crashed": "The machine ended otherwise than the kernel meant it to: {reason}.",
    "hung": "The run did not end in time ({reason}).",
    "lost": "B is back, but not with every CPU ({reason}).",
    "corrupted": "B is back, but its memory is not what it was ({reason}).",
    "refused": "The kernel refused to begin ({reason}).",
    "skipped": "This machine cannot do that ({reason}).",
    "unproven": "Nothing was shown ({reason}).",
}


def names(cpus: list[int]) -> str:
    """`cpu 1`, `cpus 1, 3 and 5`, `cpus 1 to 7`."""
    if len(cpus) == 1:
        return f"cpu {cpus[0]}"
    if len(cpus) > 2 and cpus == list(range(cpus[0], cpus[-1] + 1)):
        return f"cpus {cpus[0]} to {cpus[-1]}"
    if len(cpus) > 8:
        return f"{len(cpus)} cpus"
    return f"cpus {', '.join(map(str, cpus[:-1]))} and {cpus[-1]}"


def of_step(state: str, why: str, life: str, cpus: list[int]) -> str:
    """What a state change means; `life` is B1, A or B2."""
    kernel = life[:1]
    for key in (f"{life} {state}/{why}", f"{kernel} {state}/{why}", f"{state}/{why}", state):
        if key in STEPS:
            return STEPS[key].format(cpus=names(cpus), K=kernel)
    return f"{names(cpus)} {'is' if len(cpus) == 1 else 'are'} {state} ({why})."


def told(method: str, kernel: Kernel) -> Told:
    """What there is to say of a method, of one that nobody has written about too."""
    return METHODS.get(method) or Told("a method of your own", kernel.text("methods", method) or "It says nothing.")


def introduction(options: Options) -> str:
    """What the chapter will show."""
    kernel, event = options.kernel(), options["INJECT"]
    words = [told(options["METHOD"], kernel).introduction]
    if event != NO_EVENT:
        words.append(f"This time the event `{event}` comes at the point `{options['AT']}`. "
                     f"{kernel.text('events', event)}".rstrip())
    return " ".join(words)


def ending(method: str, event: str, word: str, reason: str) -> str:
    """Why the run ended as it did: `event` is what was provoked; the method explains only a death of its own."""
    mine = METHODS.get(method)
    foreign = mine is None or (word == "crashed" and reason != mine.dies_by) or (
        word in mine.undisturbed and event != NO_EVENT)
    text = ENDINGS[word] if foreign else mine.endings.get(word, ENDINGS[word])
    return text.format(reason=reason)


def megabytes(value: dict[str, str]) -> str:
    """The `bytes=` of a line, in MB; `?` if the line does not say."""
    return f"{int(value['bytes']) / 1e6:.0f}" if value.get("bytes", "").isdigit() else "?"


def image_written(value: dict[str, str]) -> str:
    """`# image bytes=…`"""
    return LINES["image written"].format(MB=megabytes(value))


def copied(value: dict[str, str]) -> str:
    """`# copy us=… bytes=…`"""
    return LINES["copy"].format(MB=megabytes(value), ms=int(value["us"]) // 1000)


def injected(kind: str, value: dict[str, str]) -> str:
    """`# inject nmi at=… sent=… unanswered=…`"""
    answer = "and every CPU answered" if value.get("unanswered") == "0" else f"unanswered: {value.get('unanswered')}"
    return LINES["inject"].format(kind=kind, sent=value.get("sent", "?"), at=value.get("at", "?"), answer=answer)


def checked(count: int, failed: list[str]) -> str:
    """The checks of one cycle."""
    names_of_failed = "; ".join(line.split(" - ", 1)[-1] for line in failed)
    return LINES["checks"].format(good=count - len(failed), all=count,
                                  failed=f" Not so: {names_of_failed}." if failed else "")
