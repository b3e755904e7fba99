"""The same kernel from every loader, by each compiler."""

import pytest


@pytest.mark.parametrize("way", ["kernel", "iso", "uefi"])
def test_boots(boot, way) -> None:
    run = boot("METHOD=park", "OFFLINE=hlt", f"BOOT={way}")
    run.expect_recovered(8)
    run.expect("recovered", boot=way)


def test_the_old_pc_machine_too(boot) -> None:
    boot("OFFLINE=hlt", "QEMU_ARGS=-machine pc").expect_recovered(8)


@pytest.mark.parametrize("method", ["hlt", "init", "jmp", "park"])
def test_built_by_clang(boot, method) -> None:
    boot(f"METHOD={method}", "OFFLINE=hlt", "COMPILER=clang").expect_recovered(8)
