"""Kernel B is Debian's Linux: every CPU is online in it, whatever the method, and what an NMI does before.

docs/linux.md has the figures.
"""

import pytest

from handoff.run.linux import as_b
from with_linux import run_or_skip

INITS = "INITs since A began to send CPUs away: "


def to_linux_or_skip(boot, *variables: str):
    """One run with it as kernel B."""
    return run_or_skip(boot, "TO=linux", *variables)


def inits(run) -> str:
    """What the runner said of QEMU's trace."""
    return next(line.partition(INITS)[2] for line in run.log.lines if INITS in line)


@pytest.mark.parametrize("method", ["init", "hlt"])
def test_linux_has_every_cpu(boot, method) -> None:
    run = to_linux_or_skip(boot, f"METHOD={method}")
    run.expect_recovered(4)
    assert run.verdict.keys["b"].startswith("linux-")


@pytest.mark.parametrize("method", ["park", "mailbox"])
def test_an_nmi_after_the_copy_is_survived(boot, method) -> None:
    run = to_linux_or_skip(boot, f"METHOD={method}", "INJECT=nmi", "AT=copied")
    run.expect_recovered(4)
    # Each CPU but the first got one, or with the mailbox none did.
    assert inits(run) == ("none" if method == "mailbox" else "cpu=1:1 cpu=2:1 cpu=3:1")


@pytest.mark.parametrize("way", ["iso", "uefi"])
def test_grub_may_bring_linux_along(boot, way) -> None:
    to_linux_or_skip(boot, "METHOD=mailbox", f"BOOT={way}", "MEM=512M").expect_recovered(4)


def test_hlt_dies_of_an_nmi_after_the_copy(boot) -> None:
    run = to_linux_or_skip(boot, "METHOD=hlt", "INJECT=nmi", "AT=copied")
    run.expect("crashed", reason="triple-fault", inject="nmi", at="copied")
    assert any(line.startswith("# kept ") for line in run.log.lines), "it came too early"


def test_an_smi_after_the_copy_is_survived(boot) -> None:
    to_linux_or_skip(boot, "METHOD=park", "INJECT=smi", "AT=copied").expect_recovered(4)


@pytest.mark.parametrize(("variables", "reason"), [
    (("METHOD=jmp",), "to-linux-method-without-taker"),
    (("METHOD=none",), "to-linux-with-method"),
    (("METHOD=all",), "to-linux-with-method"),
    (("CYCLES=2",), "to-linux-with-cycles"),
    (("INJECT=nmi", "AT=reclaim"), "to-linux-at-reclaim"),
    (("INJECT=nmi", "AT=in-init"), "to-linux-at-reclaim"),
    (("MEM=64M",), "to-linux-too-little-memory"),
])
def test_what_cannot_be_is_refused(boot, variables, reason) -> None:
    to_linux_or_skip(boot, *variables).expect("refused", reason=reason)


def test_a_module_that_is_no_linux_is_refused(boot, tmp_path) -> None:
    (tmp_path / "bzImage").write_bytes(bytes(4096))
    to_linux_or_skip(boot, f"LINUX={tmp_path / 'bzImage'}").expect("refused", reason="to-linux-no-bzimage")


def test_without_a_module_there_is_no_story(boot) -> None:
    boot("APPEND=to=linux", "SMP=1x1x1").expect("refused", reason="to-linux-without-module")


@pytest.mark.parametrize(("words", "verdict"), [
    ("iomem=relaxed maxcpus=3", ("lost", "cpus-missing")),  # Linux leaves one alone
    ("", ("unproven", "safe-pages-not-readable")),  # its init may not look
    ("iomem=relaxed rdinit=/nothing", ("crashed", "linux-panic-vfs-unable-to-mount-root-fs-on-unknown-block-0-0")),
])
def test_a_linux_that_does_not_do_as_it_should(boot, monkeypatch, words, verdict) -> None:
    monkeypatch.setattr(as_b, "MEMORY", words)
    word, reason = verdict
    to_linux_or_skip(boot, "METHOD=park").expect(word, reason=reason)
