"""KVM's most telling cells, in the emulated host: what the manual says of wait-for-SIPI holds there, unlike in TCG."""

import pytest

from handoff.run.options import parse
from with_linux import run_or_skip

PLATFORM = "PLATFORM=kvm@6.1"


@pytest.fixture(autouse=True)
def needs_host() -> None:
    """Skips, with the reason, where the host cannot be had."""
    if reason := parse([PLATFORM]).platform().unusable(parse([PLATFORM])):
        pytest.skip(reason)


@pytest.mark.parametrize("method", ["park", "init"])
def test_a_method_recovers(boot, method: str) -> None:
    boot(PLATFORM, "SMP=1x2x1", "OFFLINE=hlt", f"METHOD={method}").expect_recovered(2)


@pytest.mark.parametrize("event", ["nmi", "smi"])
def test_wait_for_sipi_keeps_events_out(boot, event: str) -> None:
    boot(PLATFORM, "SMP=1x2x1", "OFFLINE=hlt", "METHOD=init", f"INJECT={event}", "AT=parked",
         "STORM=2").expect_recovered(2)


def test_an_nmi_into_overwritten_text_crashes(boot) -> None:
    boot(PLATFORM, "SMP=1x2x1", "OFFLINE=hlt", "METHOD=hlt", "INJECT=nmi", "AT=copied").expect("crashed")


def test_linux_takes_every_cpu_there(boot) -> None:
    """Its init may use no port (docs/bugs/qemu-ports-in-an-svm-guest.md), and powers off."""
    run_or_skip(boot, PLATFORM, "TO=linux", "METHOD=mailbox", "INJECT=nmi", "AT=copied").expect_recovered(4)
