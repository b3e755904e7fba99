"""NMIs from outside, whenever they like (tests/boot/nmi_sweep.py has the whole of it)."""

import pytest

from nmi_sweep import sweep

SMALL = ("OFFLINE=hlt", "SMP=1x2x2", "WITNESS=1M")


@pytest.mark.parametrize("platform", ["qemu-multi", "qemu-single"])
@pytest.mark.parametrize("method", ["park", "jmp", "mailbox", "init"])
def test_nmis_at_any_moment_are_survived_and_counted(method, platform) -> None:
    sent = counted = 0
    for outcome in sweep(3, 20, f"METHOD={method}", f"PLATFORM={platform}", *SMALL):
        assert outcome.verdict.word == "recovered", "\n".join(outcome.log.lines[-40:])
        sent, counted = sent + outcome.sent, counted + outcome.counted()
    # By up to four CPUs each; the last of a run may come after its last report.
    assert counted >= sent > 20


def test_they_are_told_from_those_that_were_provoked() -> None:
    for outcome in sweep(2, 20, "METHOD=park", "INJECT=nmi", "AT=copied", "STORM=100", *SMALL):
        assert outcome.verdict.word == "recovered", "\n".join(outcome.log.lines[-40:])
        assert 0 < outcome.counted() < 4 * 100, "the storm's own must not be among them"
