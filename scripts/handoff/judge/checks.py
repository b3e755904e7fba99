"""The checks that a story has, in order, and what a story is whose check failed.

The kernel's own words (boot/steps.cpp, boot/programme.cpp, hibernate/reclaim.cpp, and hibernate/checks.cpp for CPUS);
tests/boot/test_verdicts.py holds them against a log.
"""

from collections.abc import Mapping

START = {
    "every enabled cpu of the MADT came up": "lost",
    "siblings are as nosmt wants them": "lost",
}
PROBES = {"every cpu answers after the probes": "lost"}
CPUS = {
    "every cpu is back": "lost",
    "every cpu wrote its own apic id, generation and nonce": "lost",
    "every cpu has B's CR3, CR4, EFER, GDT, IDT and TSS": "lost",
    "siblings are as the policy wants them": "lost",
    "siblings that are offline came online and went offline once more": "lost",
    "every event that was to be provoked was, and came where it is counted": "unproven",
}
CYCLE = {
    "the image resumed is the one written, two lives ago": "corrupted",
    "kernel A was another life, in the slot asked for": "corrupted",
    "every witness page is as B left it": "corrupted",
    "every page of B's image came back as the store has it": "corrupted",
    **CPUS,
    "the safe pages' code, IDT, GDTs and TSSs stayed as they were put there": "corrupted",
    "the safe pages are B's again: every cpu answers without their code": "lost",
}
AFTER_LINUX = {  # boot/from_linux.cpp
    "every page that was Linux' is as B has overwritten it": "corrupted",
    **CPUS,
}
BEFORE_LINUX = {  # scripts/handoff/run/linux/arrived.c
    "Linux has every cpu of the MADT online": "lost",
    "the safe pages are reserved in Linux' memory map": "corrupted",
    "Linux' init may read the safe pages": "unproven",  # if not, nothing follows
    "Linux took them by the mailbox, if they wait at it": "unproven",
    "the safe pages' record, code, tables and list are as A left them": "corrupted",
    "every event that was to be provoked was, and came where it is counted": "unproven",
}
WORST_LAST = ("recovered", "unproven", "lost", "corrupted")


def is_after_linux(options: Mapping[str, str]) -> bool:
    """Is kernel A a Linux?"""
    return options.get("from", "none") != "none"


def is_before_linux(options: Mapping[str, str]) -> bool:
    """Is kernel B a Linux?"""
    return options.get("to", "none") != "none"


def expected(count: int, options: Mapping[str, str]) -> list[tuple[str, str]]:
    """The first `count` checks of a story with these options: name, and the verdict if it fails."""
    if is_after_linux(options):
        return [*AFTER_LINUX.items()][:count]
    if is_before_linux(options):
        return [*START.items(), *BEFORE_LINUX.items()][:count]
    rest = [*(PROBES if options.get("method") == "none" else CYCLE).items()]
    cycles = -(-max(count - len(START), 0) // len(rest))
    return [*START.items(), *rest * cycles][:count]
