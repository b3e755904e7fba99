"""The MADT lists the CPUs. What it does not list is left alone; what is wrong with it is said, and never taken for
fewer CPUs."""

import time

import pytest

from acpi_tables import ENABLED, ONLINE_CAPABLE, ROOT_AT, Tables, local_apic, madt, wakeup_mailbox, x2apic

EIGHT = [local_apic(n) for n in range(8)]
PC_WITHOUT_TABLES = "QEMU_ARGS=-machine pc,acpi=off"


@pytest.fixture
def boot_with(boot, tmp_path):
    """boot_with(tables, "METHOD=park", ...): eight CPUs, whatever the tables say."""

    def boot_once(tables: Tables, *variables: str):
        return boot("OFFLINE=hlt", tables.variables(tmp_path), *variables)

    return boot_once


def test_a_whole_list_is_a_whole_machine(boot_with) -> None:
    boot_with(Tables(madt(*EIGHT))).expect_recovered(8)


@pytest.mark.parametrize("method", ["park", "init", "jmp"])
def test_cpus_that_are_not_listed_are_left_alone(boot_with, method) -> None:
    """A broadcast would start them, and the next life's trampoline would be written under them."""
    boot_with(Tables(madt(*EIGHT[:4])), f"METHOD={method}", "CYCLES=3").expect_recovered(4)


@pytest.mark.parametrize("flags", [0, ONLINE_CAPABLE])
def test_cpus_that_are_not_enabled_are_left_alone(boot_with, flags) -> None:
    entries = [local_apic(n, ENABLED if n % 2 == 0 else flags) for n in range(8)]
    boot_with(Tables(madt(*entries)), "METHOD=park", "CYCLES=2").expect_recovered(4)


BROKEN = {
    "madt-checksum": Tables(madt(*EIGHT)[:-1] + b"\x55"),
    "madt-entry-length": Tables(madt(*EIGHT[:4], b"\0\0\0\0", *EIGHT[4:])),
    "madt-length": Tables(madt(*EIGHT, length=0x7fffffff)),
    "madt-absent": Tables(),
    "madt-above-4-gib": Tables(madt(*EIGHT), madt_at=(7 << 30) + 8, decoys=(4 << 30, 5 << 30, 6 << 30)),
    "madt-outside-memory": Tables(madt(*EIGHT), madt_at=0xd0000000),
    "madt-outside-memory ": Tables(madt(*EIGHT), madt_at=1 << 43),
    "apic-id-needs-x2apic": Tables(madt(*EIGHT, x2apic(256))),
}


@pytest.mark.parametrize(("reason", "tables"), BROKEN.items(), ids=BROKEN)
def test_a_list_that_is_not_to_be_relied_on_is_refused_by_name(boot_with, reason, tables) -> None:
    begin = time.monotonic()
    run = boot_with(tables, "CPU=max,vendor=GenuineIntel,-x2apic", *(["MEM=9G"] if tables.decoys else []))
    run.expect("refused", reason=reason.strip())
    assert run.log.bail
    assert time.monotonic() - begin < 20, "a table is not read for as long as it says"


@pytest.mark.parametrize("root_at", [ROOT_AT, (5 << 30) + 0x1ff_fe0])
def test_tables_above_4_gib_are_read(boot_with, root_at) -> None:
    """The MADT crosses a page of 2 MiB, and so does the XSDT; the decoy is a table that nobody wants."""
    tables = Tables(madt(*EIGHT[:4]), madt_at=(5 << 30) + 0x3ff_ff0, root_at=root_at, decoys=((5 << 30) + 0x200_100,))
    boot_with(tables, "MEM=6G", "METHOD=park", "SMP=1x2x2", "CYCLES=2", "WITNESS=1M").expect_recovered(4)


def test_an_entry_that_points_nowhere_is_passed_over_in_every_life(boot_with) -> None:
    """The first life asks the memory map; the others have page tables without that hole, and look for more tables."""
    tables = Tables(madt(*EIGHT[:4]), decoys=(0xd000_0000, 1 << 43))
    boot_with(tables, "METHOD=park", "SMP=1x2x2", "WITNESS=1M").expect_recovered(4)


def test_a_table_too_short_for_its_own_header(boot_with) -> None:
    boot_with(Tables(madt(length=20))).expect("refused", reason="madt-length")


def test_a_machine_whose_cpus_wake_by_mailbox_is_skipped(boot_with) -> None:
    boot_with(Tables(madt(*EIGHT, wakeup_mailbox()))).expect("skipped", reason="cpus-wake-by-mailbox")


@pytest.mark.parametrize("method", ["park", "all"])
def test_no_list_although_cpuid_shows_more_cpus(boot, method) -> None:
    boot(f"METHOD={method}", "OFFLINE=hlt", PC_WITHOUT_TABLES).expect("refused", reason="madt-absent")


def test_no_list_although_other_packages_have_cpus(boot) -> None:
    """CPUID shows one CPU; the others are found by starting whoever is there."""
    boot("SMP=8x1x1", "OFFLINE=hlt", PC_WITHOUT_TABLES).expect("refused", reason="madt-absent")


def test_no_list_and_one_cpu(boot) -> None:
    run = boot("SMP=1x1x1", "OFFLINE=hlt", PC_WITHOUT_TABLES)
    run.expect_recovered(1)
    assert "MADT" in run.text(), "it must say so"
