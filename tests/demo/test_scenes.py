"""What the demo makes of recorded logs, and that it fits on every screen; needs no emulator and no terminal."""

from dataclasses import replace

import pytest

from handoff import ROOT
from handoff.demo import narration
from handoff.demo.chapters import tour
from handoff.demo.scenes import Scene, View, scenes_of
from handoff.demo.screen import Frame, draw, width_of
from handoff.demo.steps import changes
from handoff.run.names import Kernel, Row, kernel
from handoff.run.options import parse

RECORDED = ROOT / "tests" / "judge" / "recorded"
SIZES = [(60, 16), (80, 24), (81, 25), (100, 30), (200, 60)]


def recorded(name: str, word: str) -> list[Scene]:
    """The scenes of a log in tests/judge/recorded/."""
    return scenes_of("park", (RECORDED / f"{name}.log").read_text().splitlines(), word, "triple-fault", "VERDICT")


@pytest.mark.parametrize("word", ["corrupted", "crashed", "hung", "lost", "refused", "skipped"])
def test_every_kind_of_end_has_its_scenes(word: str) -> None:
    scenes = recorded(word, word)
    assert scenes[-1].word == word
    for scene in scenes:
        for size in SIZES:
            assert draw(scene, Frame("title"), *size)


def test_a_log_may_end_anywhere() -> None:
    text = (RECORDED / "survived-nmi.log").read_text()
    for end in range(0, len(text), 7):
        assert scenes_of("park", text[:end].splitlines(), "crashed", "triple-fault", "VERDICT")[-1].word == "crashed"


def test_a_lost_cpu_is_shown() -> None:
    scenes = recorded("lost", "lost")
    assert any(cpu.state == "missing" for cpu in scenes[-1].cpus)
    assert any("did not come" in scene.text for scene in scenes)


def test_counts_are_shown_where_an_event_woke_somebody() -> None:
    assert any(cpu.woken == "1 nmi" for scene in recorded("survived-nmi", "recovered") for cpu in scene.cpus)


def event(time: int, cpu: int, state: str, why: str = "why") -> str:
    """One line of a log."""
    return f"# EV t={time} life=B2 cpu={cpu} state={state} why={why} by=0"


def test_steps_follow_the_clock_and_join_equal_changes() -> None:
    steps = changes([event(4, 2, "online"), event(1, 1, "starting"), event(2, 1, "online"), event(3, 2, "starting")])
    assert [(step.state, step.cpus) for step in steps] == [("starting", [1, 2]), ("online", [1, 2])]


def test_no_change_overtakes_another_of_the_same_cpu() -> None:
    steps = changes([event(1, 1, "online"), event(2, 1, "offline"), event(3, 1, "online"), event(4, 2, "online")])
    assert [(step.state, step.cpus) for step in steps] == [("online", [1]), ("offline", [1]), ("online", [1, 2])]


def test_half_a_line_is_no_step() -> None:
    assert changes(["# EV t=12 life=A cp", "# EV t=12 life=A cpu= state=x why=y by=0"]) == []


@pytest.mark.parametrize("count", [1, 4, 8, 32, 128, 254])
@pytest.mark.parametrize("size", SIZES)
def test_it_fits(count: int, size: tuple[int, int]) -> None:
    cpus = tuple(View(number, number % 2 == 1, "parked", "park", "A", woken="1000 nmi 1000 smi")
                 for number in range(count))
    scene = Scene(3, cpus, "word " * 60, "# line " * 40, frozenset({0}))
    lines = draw(scene, Frame("title" * 9, "step 1/2", "keys " * 30), *size)
    assert len(lines) == size[1]
    assert max(map(width_of, lines)) <= size[0]


def test_eight_cpus_are_boxes_on_an_ordinary_terminal() -> None:
    cpus = tuple(View(number, False, "online", "arrived", "B") for number in range(8))
    text = "\n".join("".join(span for span, _ in line) for line in draw(Scene(0, cpus, "x"), Frame("t"), 80, 24))
    assert text.count("┌") == 8
    assert "safe pages" in text
    doomed = Scene(3, tuple(replace(cpu, doomed=True) for cpu in cpus), "x")
    assert "▒▒▒" in "".join(span for line in draw(doomed, Frame("t"), 80, 24) for span, _ in line)


def test_words_are_for_methods_that_exist() -> None:
    """Whoever adds a method may leave its words out; the demo then has the kernel's sentence about it."""
    assert narration.METHODS.keys() <= set(kernel().methods())
    quiet = Kernel({"methods": {"unheard-of": Row("unheard-of", "CPUs do nothing in particular.")}})
    assert narration.told("unheard-of", quiet).introduction == "CPUs do nothing in particular."
    assert narration.ending("unheard-of", "none", "recovered", "none")


def test_the_tour_tells_every_method_that_is_there() -> None:
    rows = {name: Row(name, "") for name in ("park", "mwait", "unheard-of", "park,noidt")}
    assert tour(Kernel({"methods": rows})) == [("mwait", ""), ("park", ""), ("park", "nmi"), ("unheard-of", "")]


def test_an_event_is_told_by_the_kernel() -> None:
    options = parse(["METHOD=park", "INJECT=nmi", "AT=copied"])
    text = narration.introduction(options)
    assert "This time the event `nmi` comes at the point `copied`." in text
    assert text.endswith(kernel().text("events", "nmi"))
    assert "This time" not in narration.introduction(parse(["METHOD=park"]))
