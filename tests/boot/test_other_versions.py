"""The same kernel on an emulator of another Debian suite, from a root file system of its own."""

import subprocess
import sys

import pytest

from handoff import ROOT

PATIENCE = 30  # seconds for the root file system; a slow network is no reason to fail, nor to wait
FETCH = "from handoff.run.options import parse; parse(['PLATFORM={}']).program()"
SMALL = ("OFFLINE=hlt", "SMP=1x2x2", "WITNESS=1M")


@pytest.fixture
def fetched(request) -> str:
    """A platform whose emulator is there, or can be had in time."""
    platform: str = request.param
    try:
        done = subprocess.run([sys.executable, "-c", FETCH.format(platform)], cwd=ROOT / "scripts", timeout=PATIENCE,
                              capture_output=True, text=True)
    except subprocess.TimeoutExpired:
        pytest.skip(f"{platform} could not be had within {PATIENCE} s")
    if done.returncode != 0:
        pytest.skip(f"{platform}: {done.stderr.splitlines()[-1]}")
    return platform


@pytest.mark.parametrize("fetched", ["qemu-multi@10.0", "bochs@3.1"], indirect=True)
def test_another_version_runs_the_story_and_says_which_it_is(boot, fetched) -> None:
    run = boot(f"PLATFORM={fetched}", *SMALL)
    run.expect_recovered(4)
    model, _, version = run.verdict.keys["platform"].partition("@")
    assert model == fetched.split("@")[0] and version[0].isdigit()


@pytest.mark.parametrize("fetched", ["qemu-multi@10.0"], indirect=True)
def test_machine_checks_are_broadcast_in_every_version(boot, fetched) -> None:
    boot(f"PLATFORM={fetched}", *SMALL, "INJECT=mce", "AT=copied").expect_recovered(4)


@pytest.mark.parametrize("fetched", ["bochs@3.1"], indirect=True)
def test_bochs_3_does_not_hide_a_triple_fault(boot, fetched) -> None:
    """Left in shutdown the CPU would be taken by INIT, and the bug would look like a recovery."""
    boot(f"PLATFORM={fetched}", *SMALL, "METHOD=mwait", "OFFLINE=mwait").expect("crashed", reason="triple-fault")
