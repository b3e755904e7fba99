"""How soft-offlined CPUs rest: every way to sleep that the CPU lists, watched for a second."""

from handoff.judge.log import pairs


def dwells(run) -> list[dict[str, str]]:
    """The `# DWELL` lines."""
    return [pairs(line) for line in run.log.lines if line.startswith("# DWELL mode=")]


def test_siblings_are_watched_in_mwait_and_in_hlt(boot) -> None:
    run = boot("METHOD=none", "OFFLINE=hlt", "PROBE=dwell", "DWELL=1")
    run.expect("recovered", cpus="8/8")
    mwait, hlt = dwells(run)
    assert (mwait["mode"], hlt["mode"]) == ("mwait", "hlt")
    assert mwait["cpus"] == hlt["cpus"] == "4"
    assert int(mwait["wakes"]) > 1000, "TCG's MWAIT is PAUSE"
    assert hlt["wakes"] == "0"
    assert "msrs=skipped" in run.text(), "QEMU counts no residency, and answers 0 if asked"


def test_where_there_are_no_siblings_all_are_watched(boot) -> None:
    run = boot("METHOD=none", "OFFLINE=hlt", "PROBE=dwell", "DWELL=2", "SMP=1x2x1",
               "CPU=max,vendor=GenuineIntel,-monitor")
    run.expect("recovered", cpus="2/2")
    (hlt,) = dwells(run)
    assert hlt["mode"] == "hlt" and hlt["seconds"] == "2" and hlt["cpus"] == "1"
    assert "# DWELL skipped mode=mwait" in run.text() and " deepest-mwait-wakes=no-mwait hlt-wakes=" in run.text()
