"""STORE=nvme: the same story with a real power cycle in the middle, and the same verdicts."""

import re

import pytest

from handoff.run.names import kernel


@pytest.mark.parametrize("method", sorted({*kernel().methods()} - {"mwait"}))
def test_every_method_over_a_power_cycle(boot, method) -> None:
    run = boot("STORE=nvme", f"METHOD={method}", "OFFLINE=hlt")
    run.expect_recovered(8)
    run.expect("recovered", method=method, store="nvme", cycles="1/1")
    assert run.text().count("# power off") == 1
    assert "nvme0n1 blocks=" in run.text()


def test_mwait_crashes_over_a_power_cycle_too(boot) -> None:
    run = boot("STORE=nvme", "METHOD=mwait")
    run.expect("crashed", method="mwait")
    assert run.verdict.reason == "triple-fault"
    assert "life=A cpu=0 state=copying" in run.text()


@pytest.mark.parametrize("variables", [("BOOT=iso",), pytest.param(("BOOT=uefi",), marks=pytest.mark.long),
                                       ("PLATFORM=qemu-single",), ("LAYOUT=same",), ("OFFLINE=mwait",),
                                       ("QEMU_ARGS=-machine pc",), ("COMPILER=clang",)],
                         ids=lambda variables: variables[0])
def test_every_way_to_switch_on(boot, variables) -> None:
    boot("OFFLINE=hlt", "STORE=nvme", *variables).expect_recovered(8)


@pytest.mark.parametrize(("method", "event"), [("park", "nmi"), ("park", "smi"), ("park", "mce"), ("jmp", "store")])
def test_events_after_a_power_cycle(boot, method, event) -> None:
    boot("STORE=nvme", "OFFLINE=hlt", f"METHOD={method}", f"INJECT={event}", "AT=copied").expect_recovered(8)


@pytest.mark.parametrize(("fault", "word"), [("skip-extent", "corrupted"), ("lose-cpu", "lost"), ("spin", "hung")])
def test_faults_end_in_the_same_verdict(boot, fault, word) -> None:
    boot("STORE=nvme", "OFFLINE=hlt", f"FAULT={fault}", "TIMEOUT=10").expect(word)


def test_three_cycles_are_four_boots(boot) -> None:
    run = boot("STORE=nvme", "OFFLINE=hlt", "CYCLES=3")
    run.expect("recovered", cpus="8/8", cycles="3/3")
    assert run.text().count("# power off") == 3
    assert len(set(re.findall(r"# nonce image=(\S+)", run.text()))) == 3


@pytest.mark.long
def test_twenty_five_cycles(boot) -> None:
    boot("STORE=nvme", "OFFLINE=hlt", "CYCLES=25", "SMP=1x2x2", "WITNESS=1M").expect(
        "recovered", cpus="4/4", cycles="25/25")


@pytest.mark.parametrize("disk", [("logical_block_size=4096", "physical_block_size=4096"), ("mdts=1",)], ids=str)
def test_disks_of_other_kinds(boot, disk) -> None:
    """Blocks of 4 KiB instead of 512 bytes; transfers of two pages at most."""
    arguments = " ".join(f"-set device.nvme.{setting}" for setting in disk)
    boot("STORE=nvme", "OFFLINE=hlt", f"QEMU_ARGS={arguments}").expect_recovered(8)


def test_a_disk_without_our_label_is_not_even_looked_at(boot, tmp_path) -> None:
    """Beside ours, and before it in bus order."""
    other = tmp_path / "precious.img"
    other.write_bytes(b"precious" * (1 << 20))
    arguments = f"-drive id=other,if=none,format=raw,file={other} -device nvme,drive=other,serial=x,addr=2"
    arguments += " -set device.nvme.addr=3"
    run = boot("STORE=nvme", "OFFLINE=hlt", f"QEMU_ARGS={arguments}")
    run.expect_recovered(8)
    assert "# disk nvme1n1 " in run.text()
    assert other.read_bytes() == b"precious" * (1 << 20)


def test_the_log_tells_how_fast(boot) -> None:
    text = boot("STORE=nvme", "OFFLINE=hlt").text()
    for what in ("plain-write", "written", "hashed", "plain-read", "read", "verified"):
        speed = re.search(rf"# disk {what} .*bytes=(\d+) mb_s=(\d+)", text)
        assert speed and int(speed[1]) >= 16 << 20 and int(speed[2]) > 0, what
    assert re.search(r"# copy us=\d+ bytes=\d+ mb_s=[1-9]", text)


@pytest.mark.long
def test_a_gigabyte_of_witness_pages(boot) -> None:
    run = boot("STORE=nvme", "OFFLINE=hlt", "WITNESS=1G", "MEM=3G")
    run.expect_recovered(8)
    assert int(run.verdict.keys["pages"].split("/")[0]) >= 262144
