"""A CPU that does not come is given up; one that comes after all, while the kernel that called it is overwritten,
does no harm."""

import pytest

from held_cpu import THREAD_NAMES, HeldCpu

AWAY = "life=B1 cpu=3 state=parked"  # B has let it go, and writes its image before A begins: time enough to hold it
BIG = ("WITNESS=256M", "MEM=1G")  # a tenth of a second


@pytest.mark.parametrize(("method", "back"), [("park", 8), ("hlt", 8), ("init", 7)])
def test_a_cpu_that_comes_while_a_is_overwritten_is_shut_out(watch, method, back) -> None:
    """It is held from B's writing of the image on, and let go when A begins to copy: with A's SIPI pending, of
    which A's INIT says no more. It halts in A's trampoline page, and B takes it; a SIPI alone, as method=init sends
    it, does not end a HLT."""
    with HeldCpu(3) as held:

        def follow(line: str) -> None:
            if AWAY in line:
                held.hold()
            if "state=copying" in line:
                held.release()

        run = watch(follow, f"METHOD={method}", "OFFLINE=hlt", *BIG, f"QEMU_ARGS={THREAD_NAMES}")
    assert "cpu 3 apic id 3 did not come" in run.text()
    assert "state=copying" in run.text() and f"cpus={back}/8" in run.text(), "it did no harm"
    run.expect("lost", reason="cpus-missing")  # A never had it, so it was not handed over, even where B has it


def test_a_cpu_that_comes_after_it_was_given_up_stays_missing(watch) -> None:
    """A has given it up, and B, with two rounds of INIT and SIPI each: what B has said of it stays true."""
    given_up = []
    with HeldCpu(3) as held:

        def follow(line: str) -> None:
            if AWAY in line:
                held.hold()
            if "cpu 3 apic id 3 did not come" in line:
                given_up.append(line)
                if len(given_up) == 2:
                    held.release()

        run = watch(follow, "METHOD=park", "OFFLINE=hlt", *BIG, f"QEMU_ARGS={THREAD_NAMES}")
    run.expect("lost", cpus="7/8", reason="cpus-missing")
