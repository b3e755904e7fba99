"""Timelines out of recorded logs, whole and garbled: drawn, exported, and read again by a parser."""

import json
import random
import re
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest

from handoff.exports import chrome_trace, vcd
from handoff.svg import draw, lane_height
from handoff.timeline import build

RECORDED = Path(__file__).with_name("recorded")
NAMES = ("complete", "survived-nmi", "lost", "corrupted", "refused", "crashed", "hung")
SVG = "{http://www.w3.org/2000/svg}"


def recorded(name: str) -> str:
    return (RECORDED / f"{name}.log").read_text()


def titles(picture: str) -> list[str]:
    return [title.text or "" for title in xml.fromstring(picture).iter(f"{SVG}title")]


def test_three_lives_and_what_the_cpus_did() -> None:
    line = build(recorded("complete"))
    assert [life for life, _, _ in line.lives] == ["B1", "A", "B2"] and line.cpus == 2 and not line.problems
    states = [s.state for s in sorted(line.spans, key=lambda s: s.start) if s.cpu == 1]
    assert states[-5:] != [] and "parked" in states and states.index("parked") < len(states) - 1
    assert len(line.copies()) == 1
    assert max(s.end for s in line.spans) == pytest.approx(line.end)


def test_an_event_and_who_survived_it() -> None:
    line = build(recorded("survived-nmi"))
    kinds = [(m.kind, m.cpu, m.text) for m in line.marks]
    assert ("event", None, "1 × nmi at copied") in kinds and ("survived", 1, "survived 1 nmi") in kinds
    start, end = line.copies()[0]
    assert start < next(m.at for m in line.marks if m.kind == "event") <= end
    assert "cpu 1 survived 1 nmi" in titles(draw(line))


def test_the_bug_sleep_store_crash() -> None:
    log = recorded("crashed").rstrip("\n")
    last = max(int(t) for t in re.findall(r"EV t=(\d+)", log))
    line = build(f"{log}\n# bochs: t={last + 1000} CPU1 exception(): 3rd (13) exception with no resolution\n")
    marks = [(m.kind, m.cpu) for m in line.marks]
    assert marks == [("line", 1), ("end", 1)] and line.marks[0].at <= line.marks[1].at
    assert [s.state for s in line.spans if s.cpu == 1][-1] in ("offline", "left")


def test_a_clock_that_starts_anew_goes_on_behind() -> None:
    log = "# tsc_hz=1000\n# EV t=5000 life=B1 cpu=0 state=online\n# EV t=6000 life=B1 cpu=0 state=offline\n"
    log += "# EV t=10 life=A cpu=0 state=online\n# EV t=500 life=A cpu=0 state=copying\n# RESULT recovered\n"
    line = build(log)
    assert [life for life, _, _ in line.lives] == ["B1", "A"] and line.lives[1][1] > line.lives[0][2] == 1.0
    assert not line.problems


@pytest.mark.parametrize("name", NAMES)
def test_pictures_and_exports_can_be_read_again(name) -> None:
    line = build(recorded(name))
    assert len([t for t in titles(draw(line)) if t.startswith("cpu ")]) >= len(line.spans)
    events = json.loads(chrome_trace(line))["traceEvents"]
    assert len([e for e in events if e["ph"] == "X" and e["pid"] == 1]) == len(line.spans)
    assert all(e["ts"] >= 0 and e["dur"] >= 0 for e in events if e["ph"] == "X")
    head, _, body = vcd(line).partition("$enddefinitions $end\n")
    declared = set(re.findall(r"\$var string 1 (\S+) \S+ \$end", head))
    assert len(declared) == line.cpus + 2
    times = [int(t) for t in re.findall(r"^#(\d+)$", body, re.MULTILINE)]
    assert times == sorted(set(times)) and set(re.findall(r"^s\S+ (\S+)$", body, re.MULTILINE)) <= declared


@pytest.mark.parametrize(("text", "problem"), [
    ("", "not one EV line"),
    ("\x00\xff garbage\n# EV\n# EV t=x cpu=y\n", "without t, cpu, state and life"),
    ("# EV t=1 life=A cpu=0 state=online\n", "before tsc_hz"),
    ("# tsc_hz=0\n# EV t=1 life=A cpu=0 state=online\n", "before tsc_hz"),
    ("# tsc_hz=5\n# EV t=1 life=A cpu=0 state=online\n", "without RESULT"),
])
def test_bad_logs_say_what_is_wrong(text, problem) -> None:
    line = build(text)
    assert any(problem in p for p in line.problems)
    xml.fromstring(draw(line))
    json.loads(chrome_trace(line))
    vcd(line)


def test_no_garbled_log_breaks_anything() -> None:
    dice = random.Random(1)
    for name in NAMES:
        text = recorded(name)
        for _ in range(30):
            at, length = dice.randrange(len(text)), dice.randrange(1, 200)
            noise = "".join(chr(dice.randrange(32, 127)) for _ in range(dice.randrange(20)))
            torn = text[:at] + noise + text[at + length:]
            line = build(torn)
            xml.fromstring(draw(line))
            chrome_trace(line), vcd(line)


def test_254_lanes_fit_one_screen_and_two_are_not_huge() -> None:
    assert 254 * lane_height(254) < 700 and lane_height(2) == 22
