"""An NMI that a CPU could not take between INIT and SIPI strikes before its first instruction, where it has no
stack."""


def test_a_pending_nmi_is_taken_on_the_way_in(boot) -> None:
    """Bochs keeps it pending, as KVM and Xen do; QEMU forgets it."""
    run = boot("PLATFORM=bochs", "METHOD=init", "OFFLINE=hlt", "SMP=1x2x1", "INJECT=nmi", "AT=copied")
    run.expect_recovered(2)
    assert "# on the way through the trampoline: nmi=1 mc=0" in run.log.lines
