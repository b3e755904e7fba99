"""What the tests with a Linux on one side share: a small machine, and that they are skipped without network."""

import pytest

SMALL = ("SMP=1x2x2", "MEM=256M", "OFFLINE=hlt")


def run_or_skip(boot, *variables: str):
    """One run; a machine that cannot fetch Debian's kernel skips the test.

    Where Linux died or hung while it booted, whichever kernel it is, it has another try: QEMU 7.2 does that to it once
    in some 500 boots (docs/bugs/qemu-stale-translation.md). What is ours and happens always happens twice.
    """
    run = boot(*SMALL, *variables)
    if run.verdict.word in ("unproven", "hung") and "linux" in run.verdict.reason:
        run = boot(*SMALL, *variables)
    if run.verdict.reason == "no-linux-to-be-had":
        pytest.skip("Debian's kernel cannot be fetched")
    return run
