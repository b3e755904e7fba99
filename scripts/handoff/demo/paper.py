"""The demo where there is no terminal: the same scenes as plain lines, for a file, a pipe or a recording."""

import textwrap
import time

from handoff.demo.chapters import Wishes
from handoff.demo.player import introduction, reading_time
from handoff.demo.programme import Programme, title
from handoff.demo.scenes import PHASES, Scene
from handoff.demo.screen import ASCII, UNICODE, arrange, row
from handoff.demo.terminal import glyphs

WIDTH = 80


def lines_of(scene: Scene) -> list[str]:
    """A scene as text: what happens, the log's line, and the CPUs if they changed."""
    lines = [wrapped for text in scene.text.split("\n") for wrapped in textwrap.wrap(text, WIDTH)]
    if scene.line:
        lines.append(f"    {scene.line}")
    if scene.changed or scene.word:
        drawn = ASCII if glyphs() is not UNICODE else UNICODE
        cells = [row(cpu, cpu.number in scene.changed, drawn) for cpu in scene.cpus]
        lines += ["", *("".join(text for text, _ in line).rstrip() for line in arrange(cells, 2))]
    return [*lines, ""]


def tell(wishes: Wishes, programme: Programme) -> None:
    """All chapters; as fast as they come unless SPEED asks for a pace."""
    for number, options in enumerate(wishes.chapters):
        print(f"=== {number + 1}/{len(wishes.chapters)} {title(options)}\n")
        programme.recording(number).finish()
        programme.start_next(number)
        for scene in [introduction(options, ""), *programme.scenes(number)]:
            print(f"--- {PHASES[scene.phase]}" if scene.cpus else "---")
            print("\n".join(lines_of(scene)), flush=True)
            if wishes.speed is not None:
                time.sleep(reading_time(scene.text) / wishes.speed)
    print("=== what came out\n")
    print("\n".join(lines_of(programme.summary())), flush=True)
