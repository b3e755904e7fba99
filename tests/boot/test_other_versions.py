"""The same kernel on an emulator of another Debian suite, from a root file system of its own."""

import subprocess
import sys

import pytest

from handoff import ROOT

PATIENCE = 30  # seconds for the root file system; a slow network is no reason to fail, nor to wait
FETCH = "from handoff.run.options import parse; print(parse(['PLATFORM={}']).program().root)"


def fetched(platform: str) -> bool:
    """Is the emulator there, or can it be had in time?"""
    try:
        done = subprocess.run([sys.executable, "-c", FETCH.format(platform)], cwd=ROOT / "scripts", timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


@pytest.mark.parametrize("platform", ["qemu-multi@10.0", "bochs@3.1"])
def test_another_version_runs_the_story_and_says_which_it_is(boot, platform) -> None:
    if not fetched(platform):
        pytest.skip(f"{platform} cannot be had within {PATIENCE} s")
    run = boot(f"PLATFORM={platform}", "OFFLINE=hlt", "SMP=1x2x2", "WITNESS=1M")
    run.expect_recovered(4)
    model, _, version = run.verdict.keys["platform"].partition("@")
    assert model == platform.split("@")[0] and version[0].isdigit()
