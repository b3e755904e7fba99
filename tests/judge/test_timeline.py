"""From recorded logs to the timeline: lives, states, the copy, events, and what is said of a log that is damaged."""

import json
import random
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest

from handoff.timeline import trace, vcd
from handoff.timeline.model import Timeline
from handoff.timeline.reader import ended, timeline
from handoff.timeline.recorded import read_run
from handoff.timeline.scale import Scale
from handoff.timeline.svg import draw

RECORDED = Path(__file__).with_name("recorded")
NAMES = sorted(file.stem for file in RECORDED.glob("*.log"))


def text_of(name: str) -> str:
    """A recorded log."""
    return (RECORDED / f"{name}.log").read_text()


def recorded(name: str) -> Timeline:
    """Its timeline."""
    return timeline(text_of(name))


def states(line: Timeline, cpu: int) -> list[str]:
    """What a CPU went through."""
    return [span.kind() for span in line.spans if span.cpu == cpu]


def signals(text: str) -> dict[str, list[tuple[int, str]]]:
    """A reader of value change dumps: the changes of each variable by its name.  Refuses what is none."""
    names: dict[str, str] = {}
    changes: dict[str, list[tuple[int, str]]] = {}
    head, _, body = text.partition("$enddefinitions $end\n")
    for line in head.splitlines():
        words = line.split()
        assert words[0] in ("$comment", "$timescale", "$scope", "$var", "$upscope") and words[-1] == "$end", line
        if words[0] == "$var":
            assert words[3] not in names and words[1] in ("string", "wire") and len(words) == 6, line
            names[words[3]] = words[4]
            changes[words[4]] = []
    now = -1
    for line in body.splitlines():
        if line.startswith("#"):
            assert int(line[1:]) > now, f"time goes back: {line}"
            now = int(line[1:])
        elif line.startswith("s"):
            value, short = line[1:].split(" ")
            changes[names[short]].append((now, value))
        else:
            assert line[0] in "01", line
            changes[names[line[1:]]].append((now, line[0]))
    return changes


def check_whole(line: Timeline) -> None:
    """What holds for every timeline, of whatever log: it is in order, and every file made of it can be read."""
    for cpu in line.cpus:
        mine = [span for span in line.spans if span.cpu == cpu]
        assert all(span.start <= span.end <= line.end + 1e-9 for span in mine)
    assert all(segment.start <= segment.end for segment in line.segments)
    xml.fromstring(draw(line))
    events = json.loads(trace.as_json(line))["traceEvents"]
    assert {e["args"]["name"] for e in events if e["name"] == "thread_name" and e["pid"] == trace.CPUS} == {
        f"CPU {cpu}" + (" (sibling)" if cpu in line.siblings else "") for cpu in line.cpus}
    assert all(e["ts"] >= 0 and e.get("dur", 0) >= 0 for e in events if e["ph"] in "Xi")
    assert {name for name in signals(vcd.vcd(line)) if name.startswith("cpu")} == {f"cpu{cpu:03}" for cpu in line.cpus}


@pytest.mark.parametrize("name", NAMES)
def test_every_recorded_log(name) -> None:
    line = recorded(name)
    check_whole(line)
    assert name == "skipped" or not line.flaws


def test_the_whole_story() -> None:
    line = recorded("complete")
    assert [segment.life for segment in line.segments] == ["B1", "A", "B2"]
    assert line.cpus == [0, 1] and line.siblings == {1} and line.verdict == "recovered"
    assert states(line, 0) == ["online", "online", "copying", "online"]
    assert states(line, 1) == ["starting", "online", "mwait", "online", "mwait", "online", "parked", "starting",
                               "online", "mwait", "online", "parked", "starting", "online", "mwait", "online", "mwait"]
    (start, end), = line.copies
    assert end - start == pytest.approx(0.013440) and line.segments[2].start == end


def test_an_nmi_survived() -> None:
    line = recorded("survived-nmi")
    event, *survived = line.marks
    assert event.kind == "inject" and event.text == "nmi at copied, sent 1"
    assert [(mark.cpu, mark.text, mark.at) for mark in survived] == [
        (cpu, "took 1 nmi and waits on", event.at) for cpu in (0, 1)]
    parked, = (span for span in line.spans if span.cpu == 1 and span.start < event.at < span.end)
    assert parked.state == "parked"
    assert draw(line).count('class="survived"') == 2


MWAIT_ON_BOCHS = text_of("crashed").replace("is overwritten next", "is overwritten next t=000000600900000") \
    + "# bochs: t=601000000 CPU1 exception(): 3rd (13) exception with no resolution\n" \
    + "# bochs: t=601000000 CPU1 is active\n"


def test_sleep_store_wake_crash() -> None:
    line = ended(timeline(MWAIT_ON_BOCHS), "crashed", "triple-fault")
    check_whole(line)
    assert states(line, 1)[-2:] == ["mwait", "woken"]
    crash, store = sorted(line.marks, key=lambda mark: mark.kind)
    assert (store.kind, store.cpu, store.certain, crash.kind, crash.cpu) == ("store", 1, True, "crash", 1)
    woken = line.spans[-1]
    assert woken.start == store.at < woken.end == crash.at == line.end
    assert line.notes == ["cpu 1 is active"]
    picture = draw(line)
    assert "cpu 1: triple fault" in picture and "store, cpu 1" in picture and "runs garbage" in picture
    assert "copy, cut off after" in picture


def test_a_crash_that_no_clock_has_measured_comes_last() -> None:
    line = ended(recorded("crashed"), "crashed", "triple-fault")
    check_whole(line)
    crash = next(mark for mark in line.marks if mark.kind == "crash")
    assert crash.at == line.end == line.copies[0][1] > line.measured and not crash.certain
    assert "copy; its end is not in the log" in draw(line)


def test_a_clock_that_starts_anew_is_a_new_epoch() -> None:
    first, second = text_of("complete").split("# life=A", 1)
    second = second.replace(" t=", " t=-")  # shifted below: A's clock starts at zero
    shifted = []
    for part in ("# life=A" + second).split("\n"):
        if " t=-" in part:
            head, _, tail = part.partition(" t=-")
            ticks, _, rest = tail.partition(" ")
            part = f"{head} t={int(ticks) - 374000000} {rest}"
        shifted.append(part)
    line = timeline(first + "# power off\n\n" + "\n".join(shifted))
    check_whole(line)
    assert not line.flaws and len(line.epochs) == 2
    b1, a, b2 = line.segments
    assert b1.end < a.start == line.epochs[1] and a.end == b2.start
    assert max(span.end for span in line.spans if span.start < b1.end) == b1.end


@pytest.mark.parametrize(("text", "flaw"), [
    ("", "no line `KTAP version 1`"),
    ("KTAP version 1\n1..12\n", "no `# EV` line"),
    ("KTAP version 1\n# EV t=1x life=B1 cpu=0 state=online why=boot by=0\n", "line 2 cannot be read"),
    ("KTAP version 1\n# EV t=1 life=B1 cpu=0 state=dancing why=boot by=0\n", "line 2 cannot be read"),
    ("KTAP version 1\n# EV t=1 life=B1 cpu=99999999 state=online why=boot by=0\n", "line 2 cannot be read"),
    ("KTAP version 1\n# EV t=1 life=B1 cpu=0 state=online why=boot by=0\n", "no `# tsc_hz="),
    ("KTAP version 1\n# tsc_hz=0\n# EV t=1 life=B1 cpu=0 state=online why=boot by=0\n", "line 2 cannot be read"),
    ("KTAP version 1\n# copy us=12\n", "line 2 cannot be read"),
    (text_of("complete")[:1500], "ends in the middle of a line"),
])
def test_a_damaged_log_says_what_is_wrong(text, flaw) -> None:
    line = timeline(text)
    check_whole(line)
    assert any(flaw in said for said in line.flaws), line.flaws


def test_a_damaged_log_is_never_a_traceback() -> None:
    dice = random.Random(2019)
    whole = MWAIT_ON_BOCHS + text_of("survived-nmi") + text_of("lost")
    for _ in range(300):
        text = list(whole[dice.randrange(len(whole) // 2):][:dice.randrange(6000)])
        for _ in range(dice.randrange(60)):
            if text:
                text[dice.randrange(len(text))] = dice.choice("0123456789=# \n\0\x1bx�t")
        check_whole(ended(timeline("".join(text)), "crashed", "triple-fault"))


def test_what_is_left_of_a_run(tmp_path) -> None:
    assert "there is no log" in read_run(tmp_path / "nothing").line.flaws[0]
    (tmp_path / "serial.log").write_bytes(b"\xff\xfe\0" + text_of("complete").encode())
    (tmp_path / "verdict.json").write_text('{"word": ')
    run = read_run(tmp_path)
    assert run.line.flaws == ["verdict.json cannot be read"] and run.line.cpus == [0, 1]
    (tmp_path / "show.log").write_text(text_of("survived-nmi"))
    assert read_run(tmp_path).line.marks


def test_the_scale_is_monotonic_and_has_an_inverse() -> None:
    scale = Scale([0, 1e-6, 2e-6, 1.0, 1.5], 100, 1100)
    places = [scale(i / 1000) for i in range(1501)]
    assert places == sorted(places) and places[0] == 100 and places[-1] == 1100
    assert all(scale.back(scale(at)) == pytest.approx(at) for at in (0, 1e-6, 0.3, 1.0, 1.5))
    assert Scale([], 0, 10)(5) == 0 and Scale([1.0, 1.0], 0, 10).back(5) == 1.0


def test_many_cpus_are_one_path_for_each_state() -> None:
    lines = ["KTAP version 1", "# tsc_hz=1000000000"]
    lines += [f"# EV t={n + 1} life=B1 cpu={n} state=online why=boot by=0" for n in range(254)]
    picture = draw(timeline("\n".join(lines) + "\n"))
    assert picture.count("<path class=\"online\"") == 1 and "CPU 252" in picture
    assert float(xml.fromstring(picture).get("height")) < 1250
