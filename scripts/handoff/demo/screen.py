"""Draws a scene as lines of styled text, for a terminal of any size from 60x16 on."""

import textwrap
from dataclasses import dataclass

from handoff.demo.scenes import PHASES, Scene, View

Span = tuple[str, str]  # text, style: "", bold, dim, reverse, red, green, yellow, cyan
Line = list[Span]

LEAST_WIDTH, LEAST_HEIGHT = 60, 16
BOX_WIDTH, BOX_HEIGHT, ROW_WIDTH, TINY_WIDTH = 19, 5, 38, 15
LONGEST_TEXT = 300  # of a scene's narration: the space kept for it
VERDICT_STYLES = {"recovered": "green", "skipped": "yellow", "unproven": "yellow", "refused": "yellow"}


@dataclass(frozen=True)
class Glyphs:
    """What frames and marks are drawn with."""

    horizontal: str
    vertical: str
    corners: str
    current: str
    doomed: str


UNICODE = Glyphs("─", "│", "┌┐└┘", "▶", "▒")
ASCII = Glyphs("-", "|", "++++", ">", "#")


@dataclass(frozen=True)
class Frame:
    """What surrounds a scene."""

    title: str
    right: str = ""
    keys: str = ""
    glyphs: Glyphs = UNICODE


def width_of(line: Line) -> int:
    """In columns; all that is drawn is one column wide."""
    return sum(len(text) for text, _ in line)


def cut(line: Line, width: int) -> Line:
    """At most `width` columns of a line."""
    kept: Line = []
    for text, style in line:
        room = width - width_of(kept)
        if room > 0:
            kept.append((text[:room], style))
    return kept


def style_of(cpu: View) -> str:
    """A CPU's colour: red stands on memory that is overwritten, green on memory that is nobody's."""
    if cpu.doomed or cpu.reset or cpu.state == "missing":
        return "red"
    if cpu.place() == "safe" or cpu.state == "in-init":
        return "green"
    return {"starting": "yellow", "online": "cyan", "left": "yellow"}.get(cpu.state, "dim")


def box(cpu: View, changed: bool, glyphs: Glyphs) -> list[Line]:
    """A CPU as a box."""
    inner = BOX_WIDTH - 3
    style = style_of(cpu)
    edge = style if changed else "dim"
    name = f"cpu {cpu.number}"
    role = "boot" if cpu.number == 0 else "sibling" if cpu.sibling else ""
    fill = glyphs.doomed * 3 if cpu.doomed else ""
    a, b, c, d = glyphs.corners
    rows: list[Span] = [(f"{name:<7}{role:>{inner - 7}}", "bold" if changed else ""),
                        (f"{cpu.shown_state().upper():<{inner - 4}}{fill:>3} ", style),
                        (f"{(cpu.woken and 'woken: ' + cpu.woken) or cpu.doing():<{inner}}", "")]
    return [[(f"{a}{glyphs.horizontal * inner}{b} ", edge)],
            *([(glyphs.vertical, edge), (text[:inner], mark), (f"{glyphs.vertical} ", edge)] for text, mark in rows),
            [(f"{c}{glyphs.horizontal * inner}{d} ", edge)]]


def row(cpu: View, changed: bool, glyphs: Glyphs) -> list[Line]:
    """A CPU as one line."""
    mark = glyphs.current if changed else " "
    doing = (cpu.woken and f"woken: {cpu.woken}") or cpu.doing()
    doing += f" {glyphs.doomed * 2}" if cpu.doomed else ""
    room = ROW_WIDTH - 18
    return [[(f"{mark}{cpu.number:>3} {'sib' if cpu.sibling else '   '} ", "bold" if changed else ""),
             (f"{cpu.shown_state():<8} ", style_of(cpu)), (f"{doing[:room]:<{room}} ", "")]]


def tiny(cpu: View, changed: bool, glyphs: Glyphs) -> list[Line]:
    """A CPU as a word."""
    mark = glyphs.current if changed else " "
    return [[(f"{mark}{cpu.number:>3} ", ""), (f"{cpu.shown_state():<{TINY_WIDTH - 5}}", style_of(cpu))]]


def grid(scene: Scene, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """All CPUs, as large as they fit; if even words do not, those that fit and how many there are of each state."""
    for draw, cell, tall in ((box, BOX_WIDTH, BOX_HEIGHT), (row, ROW_WIDTH, 1), (tiny, TINY_WIDTH, 1)):
        columns = max(1, width // cell)
        if -(-len(scene.cpus) // columns) * tall <= height:
            return arrange([draw(cpu, cpu.number in scene.changed, glyphs) for cpu in scene.cpus], columns)
    shown = columns * (height - 1)
    cells = [tiny(cpu, cpu.number in scene.changed, glyphs) for cpu in scene.cpus[:shown]]
    states = [cpu.shown_state() for cpu in scene.cpus]
    tally = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    return [*arrange(cells, columns), [(f" of {len(states)} in all: {tally}", "bold")]]


def arrange(cells: list[list[Line]], columns: int) -> list[Line]:
    """Cells side by side."""
    lines: list[Line] = []
    for first in range(0, len(cells), columns):
        for parts in zip(*cells[first:first + columns]):
            lines.append([span for part in parts for span in part])
    return lines


def numbers(cpus: list[View]) -> str:
    """CPU numbers, or none."""
    return " ".join(str(cpu.number) for cpu in cpus) or "-"


def places(scene: Scene, glyphs: Glyphs) -> list[Line]:
    """Whose memory each CPU stands on."""
    of = {place: [cpu for cpu in scene.cpus if cpu.place() == place] for place in ("safe", "B", "A", "")}
    a_note = "  gone: B's data" if scene.phase > 3 else ""
    if scene.phase == 3:
        a_note = f"  {glyphs.doomed * 4} B's image is written over it"
    doomed = [cpu for cpu in scene.cpus if cpu.doomed]
    return [[(" safe pages ", "green"), (numbers(of["safe"]), "")],
            [(" B's memory ", "cyan"), (numbers(of["B"]), "")],
            [(" A's memory ", "yellow"), (numbers(of["A"]), "red" if doomed else ""),
             (a_note, "red" if doomed else "dim")],
            [(" no code    ", "dim"), (numbers(of[""]), "")]]


def phases(scene: Scene, glyphs: Glyphs) -> Line:
    """The story's steps, with the one that it is at."""
    line: Line = [(" ", "")]
    for number, name in enumerate(PHASES):
        current = number == scene.phase
        line.append((f"{glyphs.current if current else ' '}{name} ", "reverse" if current else "dim"))
    return line


def draw(scene: Scene, frame: Frame, width: int, height: int) -> list[Line]:
    """A whole screen of at most `width` x `height`."""
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        text = (f"This terminal is {width}x{height}; the demo needs {LEAST_WIDTH}x{LEAST_HEIGHT}. "
                f"Make it larger, or press q.")
        return [[(line, "")] for line in textwrap.wrap(text, max(1, width))[:height]]
    rule: Line = [(frame.glyphs.horizontal * width, "dim")]
    gap = " " * max(1, width - 2 - len(frame.title) - len(frame.right))
    head = [[(f" {frame.title}{gap}", "bold"), (frame.right, "dim")], phases(scene, frame.glyphs)]
    text = [line for part in scene.text.split("\n") for line in textwrap.wrap(part, width - 2)][:height - 6]
    room_for_text = max(len(text), -(-LONGEST_TEXT // (width - 2)))
    style = VERDICT_STYLES.get(scene.word, "red") if scene.word else ""
    foot: list[Line] = [*([(f" {line}", style)] for line in text), *[[]] * (room_for_text - len(text)),
                        [(f" {scene.line}", "dim")], [(f" {frame.keys}", "dim")]]
    room = height - len(head) - len(foot)
    where = [rule, *places(scene, frame.glyphs), rule]
    if room - len(where) < min(len(scene.cpus), 4):
        where = [rule]
    if scene.cpus:
        middle = grid(scene, width, room - len(where), frame.glyphs) + where
    else:
        middle = [rule]
    lines = head + middle[:room]
    lines += [[]] * (height - len(lines) - len(foot))
    return [cut(line, width) for line in lines + foot]
