"""The checks that a story has, in order, and what a story is whose check failed.

The kernel's own words (boot/steps.cpp, boot/programme.cpp, hibernate/reclaim.cpp); tests/boot/test_verdicts.py holds
them against a log.
"""

START = {
    "every enabled cpu of the MADT came up": "lost",
    "siblings are soft-offline": "lost",
}
PROBES = {"every cpu answers after the probes": "lost"}
CYCLE = {
    "the image resumed is the one written, two lives ago": "corrupted",
    "kernel A was another life, in the slot asked for": "corrupted",
    "every witness page is as B left it": "corrupted",
    "every page of B's image came back as the store has it": "corrupted",
    "every cpu is back": "lost",
    "every cpu wrote its own apic id, generation and nonce": "lost",
    "every cpu has B's CR3, CR4, EFER, GDT, IDT and TSS": "lost",
    "siblings are as the policy wants them": "lost",
    "siblings came online and went offline once more": "lost",
    "every event that was to be provoked was, and the boot cpu took it": "unproven",
    "the safe pages' code, IDT, GDTs and TSSs stayed as they were put there": "corrupted",
    "the safe pages are B's again: every cpu answers without their code": "lost",
}
WORST_LAST = ("recovered", "unproven", "lost", "corrupted")


def expected(count: int, probes_only: bool) -> list[tuple[str, str]]:
    """The first `count` checks of a story: name, and the verdict if it fails."""
    rest = [*(PROBES if probes_only else CYCLE).items()]
    cycles = -(-max(count - len(START), 0) // len(rest))
    return [*START.items(), *rest * cycles][:count]
