"""Measurements: phases from logs old and new, medians, tables and comparisons; what was not measured is never a 0."""

import json
import subprocess
import sys

import pytest
from synthetic import log

from handoff import ROOT
from handoff.bench import phases, saved, spread, table
from handoff.run.errors import OptionError

# Two CPUs, 1 MHz: a tick is a microsecond.
OLD = ["# tsc_hz=1000000", "# EV t=1000 life=B1 cpu=1 state=starting why=init-sipi-broadcast by=0",
       "# EV t=3000 life=B1 cpu=1 state=online why=arrived by=1",
       "# EV t=3500 life=B1 cpu=1 state=offline why=probe-mwait by=1", "# image bytes=4096 us=250",
       "# EV t=5000 life=A cpu=1 state=starting why=init-sipi-broadcast by=0",
       "# EV t=6000 life=A cpu=1 state=online why=arrived by=1",
       "# EV t=6500 life=A cpu=1 state=offline why=hlt by=1", "# image verified us=70",
       "# EV t=7000 life=A cpu=1 state=online why=woken by=1",
       "# EV t=7100 life=A cpu=1 state=parked why=park by=0", "# copy us=40 bytes=4096 mb_s=102",
       "# EV t=9000 life=B2 cpu=1 state=starting why=init-sipi by=0",
       "# EV t=9100 life=B2 cpu=1 state=online why=arrived by=1",
       "# EV t=9200 life=B2 cpu=1 state=offline why=hlt by=1",
       "# EV t=9900 life=B2 cpu=1 state=online why=woken by=1",
       "# EV t=9950 life=B2 cpu=1 state=offline why=hlt by=1"]


def test_phases_of_a_log_without_phase_lines() -> None:
    assert phases.figures_of(log(*OLD)) == {
        "bring-up B1": 2.0, "image B1": 0.25, "bring-up A": 1.0, "soft-offline A": 0, "gather A": 0, "verify A": 0.07,
        "leave A": 0, "copy A": 0.04, "reclaim B2": 0.1, "settle B2": 0, "window B2": 2.0}


def test_phase_lines_win_and_bring_their_speed() -> None:
    found = phases.figures_of(log(*OLD, "# PHASE name=copy life=A us=50 ticks=50 bytes=4096 mb_s=81",
                                  "# PHASE name=reclaim us=7", "# CPU-PHASE leave life=A cpus=7 min=1 median=5 max=9",
                                  "# PLAIN movsb=42 unrolled=1854 mb_s copier=unrolled whole=1700 bytes=8192",
                                  "# disk written bytes=4096 mb_s=300"))
    assert found == {"plain-movsb mb_s": 42, "plain-unrolled mb_s": 1854, "plain-whole mb_s": 1700,
                     "copy A": 0.05, "copy A mb_s": 81, "reclaim": 0.007,
                     "leave A ticks": 5, "disk-written mb_s": 300}


@pytest.mark.parametrize("line", ["# PHASE", "# PHASE us=3", "# PHASE name=x us=", "# PHASE name=x us=soon", "# EV t=x",
                                  "# CPU-PHASE", "# tsc_hz=", "# tsc_hz=0", "# copy us=-", "# disk a mb_s=fast"])
def test_what_is_malformed_is_not_measured(line) -> None:
    assert phases.figures_of(log(line)) == {}


def test_stamps_without_a_clock_say_nothing() -> None:
    assert set(phases.figures_of(log(*OLD[1:]))) == {"image B1", "verify A", "copy A"}


def test_order_is_the_storys() -> None:
    assert phases.in_order(["copy A mb_s", "zzz", "copy A", "away B2 ticks", "bring-up B1"]) == [
        "bring-up B1", "copy A", "zzz", "away B2 ticks", "copy A mb_s"]


def test_median_and_spread() -> None:
    assert spread.spread([]) is None
    found = spread.spread([4, 1, 2])
    assert found == spread.Spread(2, 1, 4, 3) and found.percent() == 150
    assert spread.spread([0, 0]).percent() == 0
    assert spread.collect([{"a": 1}, {"a": 2, "b": 3}]) == {"a": [1, 2], "b": [3]}


def test_ratios_of_what_is_missing() -> None:
    assert spread.ratio(1, None) is spread.ratio(None, 1) is spread.ratio(1, 0) is None
    assert spread.ratio(0, 2) == 0 and spread.median({}, "a") is None


CELLS = {"park hlt ram 8": {"copy A": [10.0, 12.0, 11.0], "gather A": [1.0]},
         "park hlt ram 254": {"copy A": [22.0, 22.0, 22.0]}}


def test_table_grows_from_eight_and_says_what_is_missing() -> None:
    text = table.as_text(table.series_of(CELLS | {"nonsense": {}, "host": {"x": [1.0]}}))
    assert text.splitlines() == [
        "### park hlt ram", "", "| ms | 8 CPUs | 254 CPUs | 8 → 254 |", "|---|---:|---:|---:|",
        "| gather A | 1.00 | - | - |", "| copy A | 11.0 ±9% | 22.0 ±0% | 2.0× |"]


@pytest.mark.parametrize(("now", "before", "noticed"), [
    ([20, 21], [10, 11], True), ([10, 11], [20, 21], True), ([10, 30], [11, 12], False), ([11, 12], [10, 10], False)])
def test_a_change_is_noticed_if_it_is_large_and_outside_the_spread(now, before, noticed) -> None:
    assert table.change(now, before)[1] is noticed


def test_comparison_with_an_earlier_measurement() -> None:
    base = {"park hlt ram 8": {"copy A": [5.0], "save B1": [1.0]}, "init hlt ram 8": {"copy A": [1.0]}}
    assert table.compared(CELLS, base) == [
        "park hlt ram 8, copy A: 5.00 → 11.0 (2.20×)",
        "# 1 figures compared, 1 noticeably different, 3 only in one of the two"]


def test_a_measurement_is_written_and_read(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(saved, "DIRECTORY", tmp_path)
    path = saved.write("x", {"cells": CELLS})
    content = saved.read(str(path))
    assert content["cells"] == CELLS and content["host"]["qemu"]


@pytest.mark.parametrize("text", [None, "", "[]", "{}", json.dumps({"cells": []})])
def test_what_is_no_measurement_is_refused(tmp_path, text) -> None:
    file = tmp_path / "f"
    if text is not None:
        file.write_text(text)
    with pytest.raises(OptionError, match="no measurement"):
        saved.read(str(file))


@pytest.mark.parametrize("words", [("bench", "N=0"), ("bench", "N=x"), ("bench", "CPUS=7"), ("bench", "METHODS=fly"),
                                   ("bench", "STORES=tape"), ("bench", "SMP=1x1x2"), ("bench", "BASE=/nowhere"),
                                   ("bench", "NOSUCH=1"), ("bench", "--help"),
                                   ("bench", "SAVE=../x"), ("bench-linux", "ONLY=mars"),
                                   ("bench-linux", "STORE=ram"), ("bench-linux", "DISK=sda"),
                                   ("bench-linux", "FILL=x")])
def test_wrong_variables_are_refused_before_anything_boots(words) -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts" / words[0], words[1]], capture_output=True, text=True)
    name = words[1].partition("=")[0] if words[1] != "BASE=/nowhere" else "/nowhere"
    assert done.returncode == 1 and name.removesuffix("S") in done.stderr and "Traceback" not in done.stderr
