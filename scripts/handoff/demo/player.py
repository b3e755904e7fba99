"""Plays the demo's chapters on a terminal, at the pace of its audience."""

import contextlib
import time
from dataclasses import replace

from handoff.demo import narration
from handoff.demo.chapters import FASTEST, SLOWEST, Wishes
from handoff.demo.programme import Programme, title
from handoff.demo.scenes import Scene
from handoff.demo.screen import Frame, draw
from handoff.demo.terminal import Terminal, glyphs
from handoff.run.options import Options

QUICK = 0.9  # seconds for what was told in an earlier chapter
HELP = "space pause   left/right step   p/m chapter   +/- speed   q quit"
AUTO_HELP = "Ctrl-C or q quits"


class Quit(Exception):
    """Somebody has seen enough."""


def reading_time(text: str) -> float:
    """Seconds in which a text can be read aloud, nearly."""
    return 1.2 + 0.24 * len(text.split())


def introduction(options: Options, note: str) -> Scene:
    """The first scene of a chapter."""
    return Scene(0, (), narration.introduction(options), f"{options.command()}   {note}")


class Player:
    """Where the show is: chapter, step, pace."""

    def __init__(self, terminal: Terminal, wishes: Wishes, programme: Programme) -> None:
        self.terminal, self.wishes, self.programme = terminal, wishes, programme
        self.speed = wishes.speed or 1.0
        self.paused = False
        self.chapter = self.step = 0
        self.since = time.monotonic()

    def play(self) -> None:
        """All chapters, and what came out of them; Quit if somebody does not want to see the end."""
        while self.chapter < len(self.wishes.chapters):
            self.turn(self.scenes())
        self.paused = False
        self.show_end()

    def scenes(self) -> list[Scene]:
        """Of this chapter; only its introduction as long as the run goes on."""
        recording = self.programme.recording(self.chapter)
        if not recording.ended:
            note = f"(it runs now: {len(recording.lines)} lines so far)"
            return [introduction(recording.options, note)]
        self.programme.start_next(self.chapter)
        return [introduction(recording.options, "(press m to skip it)"), *self.programme.scenes(self.chapter)]

    def turn(self, scenes: list[Scene]) -> None:
        """Shows one scene until it is time for something else."""
        running = not self.programme.recording(self.chapter).ended
        self.step = min(self.step, len(scenes) - 1)
        scene = scenes[self.step]
        self.show(scene, f"{self.chapter + 1}/{len(self.wishes.chapters)} {title(self.wishes.chapters[self.chapter])}",
                  f"step {self.step + 1}/{'?' if running else len(scenes)}")
        at_end = self.step == len(scenes) - 1 and not running
        holds = self.paused or (running and self.left(scene) <= 0) or (at_end and not self.wishes.auto)
        for key in self.terminal.wait(None if holds else max(0.0, self.left(scene)), self.programme.open()):
            self.press(key, at_end)
        self.programme.read()
        if not holds and self.left(scene) <= 0 and not running and self.step < len(scenes):
            self.forward(at_end)

    def left(self, scene: Scene) -> float:
        """Seconds until the next scene."""
        told_before = self.chapter > 0 and 0 < self.step and scene.phase < 2
        seconds = QUICK if told_before else reading_time(scene.text)
        return self.since + seconds / self.speed - time.monotonic()

    def go(self, chapter: int, step: int) -> None:
        """To another scene."""
        self.chapter, self.step, self.since = max(0, chapter), max(0, step), time.monotonic()

    def forward(self, at_end: bool) -> None:
        """The next scene, or the next chapter."""
        if at_end:
            self.go(self.chapter + 1, 0)
        else:
            self.go(self.chapter, self.step + 1)

    def press(self, key: str, at_end: bool) -> None:
        """What a key does; when the show plays by itself, only those that end it do anything."""
        if key in ("q", "Q"):
            raise Quit
        if key == "interrupt":
            raise KeyboardInterrupt
        if self.wishes.auto:
            return
        if key == "space":
            self.paused = not self.paused
            self.since = time.monotonic()
        elif key in ("right", "n"):
            self.forward(at_end)
        elif key in ("left", "b"):
            self.go(self.chapter, self.step - 1)
        elif key in ("m", "p"):
            self.go(self.chapter + (1 if key == "m" else -1), 0)
        elif key in ("+", "-"):
            self.speed = min(FASTEST, max(SLOWEST, self.speed * (2 if key == "+" else 0.5)))

    def show(self, scene: Scene, name: str, right: str) -> None:
        """One screen."""
        pace = "PAUSED" if self.paused else f"{self.speed:g}x"
        frame = Frame(f"Handoff {name}", right, f"{AUTO_HELP if self.wishes.auto else HELP}   {pace}", glyphs())
        self.terminal.show(draw(scene, frame, *self.terminal.size()))

    def show_end(self) -> None:
        """What came out; goes away by q, or by itself when the show plays by itself."""
        scene = self.programme.summary()
        self.since = time.monotonic()
        with contextlib.suppress(Quit):
            while self.left(scene) > 0 or not self.wishes.auto:
                self.show(replace(scene), "what came out", "the end")
                for key in self.terminal.wait(max(0.0, self.left(scene)) if self.wishes.auto else None, ()):
                    self.press(key, True)
