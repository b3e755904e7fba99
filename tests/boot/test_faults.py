"""The proof is proven: each fault planted on purpose ends in its own verdict."""

import pytest

recovering = pytest.mark.parametrize("method", ["hlt", "init", "jmp", "park"])


@recovering
def test_a_skipped_extent_is_corruption(boot, method) -> None:
    run = boot("FAULT=skip-extent", f"METHOD={method}", "OFFLINE=hlt")
    run.expect("corrupted")
    good, every = map(int, run.verdict.keys["pages"].split("/"))
    assert good < every


@recovering
def test_a_lost_cpu_is_lost(boot, method) -> None:
    run = boot("FAULT=lose-cpu", f"METHOD={method}", "OFFLINE=hlt")
    run.expect("lost", cpus="7/8")
    wrong = "\n".join(check.name for check in run.log.checks if not check.ok)
    assert all(proof in wrong for proof in ("wrote its own apic id", "has B's CR3")), wrong


@pytest.mark.parametrize("method", ["jmp", "park", *(pytest.param(m, marks=pytest.mark.long) for m in ("hlt", "init"))])
def test_a_spinning_kernel_is_hung(boot, method) -> None:
    run = boot("FAULT=spin", f"METHOD={method}", "OFFLINE=hlt", "TIMEOUT=8")
    run.expect("hung")
    assert run.verdict.reason == "timeout-after-8s"


@pytest.mark.parametrize("fault", ["header", "extent", "page", "checksum", "nonce", "build"])
def test_a_corrupted_image_is_refused_and_every_cpu_lives_on(boot, fault) -> None:
    run = boot(f"FAULT={fault}", "OFFLINE=hlt")
    run.expect("refused", cpus="8/8")
    assert fault in run.verdict.reason
    assert run.log.bail, "the reason must be in words too"
