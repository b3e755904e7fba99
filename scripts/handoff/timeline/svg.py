"""Draws a timeline as SVG: a lane per CPU, siblings side by side, lives behind them, the copy a band, events marks.

8 CPUs get lanes that can be read one by one, 254 get thin ones that make a picture together, one path a state.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from handoff.timeline.model import Mark, Span, Timeline
from handoff.timeline.scale import Scale

STYLE = Path(__file__).with_name("svg.css")
WIDTH, LEFT, RIGHT, TOP, AXIS = 1120, 76, 14, 72, 44
FEW = 32  # up to so many CPUs every span is an element of its own, which tells what it is
LABEL_GAP = 62  # between numbers of the axis
LEGEND = {"starting": "starting", "online": "online, runs", "mwait": "waits in MWAIT", "hlt": "waits in HLT",
          "parked": "parked, safe pages", "in-init": "wait-for-SIPI", "copying": "copies",
          "woken": "woken, runs garbage", "missing": "missing", "known": "known"}
SIGNS = {"inject": "▼ event", "survived": "● survived it", "store": "◆ store to the line", "crash": "✕ the end"}


def duration(seconds: float) -> str:
    """As short as a person would say it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            value = seconds / size
            return f"{value:.{0 if value >= 100 else 1 if value >= 10 else 2}f} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def moments(line: Timeline) -> Iterator[float]:
    """Every time that something happens."""
    yield from (0.0, line.end)
    for span in line.spans:
        yield from (span.start, span.end)
    for a, b in line.copies:
        yield from (a, b)
    yield from (mark.at for mark in line.marks)


def lane_height(cpus: int) -> float:
    """Between 4 and 24 units: 254 CPUs fit on a page."""
    return max(4.0, min(24.0, 1016 / max(cpus, 1)))


class Picture:
    """One SVG being drawn."""

    def __init__(self, line: Timeline) -> None:
        self.line, self.height = line, lane_height(len(line.cpus))
        self.lanes = {cpu: TOP + i * self.height for i, cpu in enumerate(line.cpus)}
        self.bottom = TOP + len(line.cpus) * self.height
        self.x = Scale(moments(line), LEFT, WIDTH - RIGHT)
        self.few = len(line.cpus) <= FEW
        self.parts: list[str] = []

    def box(self, kind: str, a: float, b: float, y: float, height: float, title: str = "") -> None:
        """A rectangle from one time to another."""
        inner = f"<title>{escape(title)}</title>" if title else ""
        left, right = self.x(a), self.x(b)
        self.parts.append(f'<rect class="{kind}" x="{left:.1f}" y="{y:.1f}" width="{max(right - left, .5):.1f}" '
                          f'height="{height:.1f}">{inner}</rect>')

    def text(self, x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> None:
        """Words."""
        at = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.parts.append(f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}"{at}>{escape(text)}</text>')

    def lives(self) -> None:
        """Whose memory it is: backgrounds from top to bottom."""
        free = 0.0
        for segment in self.line.segments:
            self.box(f"l{segment.life[:1]}" if segment.life[:1] in "AB" else "off", segment.start, segment.end, 34,
                     self.bottom - 34, f"life {segment.life}: {duration(segment.end - segment.start)}")
            left = self.x(segment.start) + 5
            if self.x(segment.end) - left > 16 and left > free:
                name = f"{segment.life}  {duration(segment.end - segment.start)}"
                if self.x(segment.end) - left < 90 or segment.end > self.line.measured:
                    name = segment.life  # how long is not known, or there is no room for it
                self.text(left, 48, name, "h")
                free = left + len(name) * 6
        for epoch in self.line.epochs[1:]:
            x, y = self.x(epoch) - 4, (TOP + self.bottom) / 2
            self.parts.append(f'<text class="d" transform="translate({x:.1f} {y:.1f}) rotate(-90)" '
                              f'text-anchor="middle">off; the clock restarts</text>')

    def title_of(self, span: Span) -> str:
        """What a span says of itself."""
        return (f"cpu {span.cpu}: {span.state} ({span.why}) for {duration(span.end - span.start)}, "
                f"from {duration(span.start)}")

    def spans(self) -> None:
        """The states."""
        pad = 3 if self.height >= 14 else 0.4
        if self.few:
            for span in self.line.spans:
                self.box(span.kind(), span.start, span.end, self.lanes[span.cpu] + pad, self.height - 2 * pad,
                         self.title_of(span))
            return
        paths: dict[str, list[str]] = {}
        for span in self.line.spans:
            left, right = self.x(span.start), self.x(span.end)
            paths.setdefault(span.kind(), []).append(
                f"M{left:.1f} {self.lanes[span.cpu] + pad:.1f}h{max(right - left, .3):.1f}v{self.height - 2 * pad:.1f}"
                f"H{left:.1f}z")
        self.parts += [f'<path class="{kind}" d="{"".join(d)}"><title>{LEGEND.get(kind, kind)}</title></path>'
                       for kind, d in paths.items()]

    def names(self) -> None:
        """CPU numbers, and a bracket around siblings."""
        cpus = self.line.cpus
        step = next(n for n in (1, 2, 4, 8, 16, 32, 64, 512) if n * self.height >= 13)
        for i, cpu in enumerate(cpus):
            if i % step == 0:
                middle = self.height / 2 + 4 if step == 1 else 10
                self.text(LEFT - 16, self.lanes[cpu] + middle, f"CPU {cpu}", "", "end")
            if cpu in self.line.siblings and i and cpus[i - 1] not in self.line.siblings and self.few:
                last = i
                while last + 1 < len(cpus) and cpus[last + 1] in self.line.siblings:
                    last += 1
                top, end = self.lanes[cpus[i - 1]] + 5, self.lanes[cpus[last]] + self.height - 5
                self.parts.append(f'<path class="pair" d="M{LEFT - 6} {top:.1f}h-5V{end:.1f}h5">'
                                  f"<title>siblings</title></path>")

    def copy_name(self, start: float, end: float) -> str:
        """How long it took, as far as the log knows."""
        if end > self.line.measured:
            return "copy; its end is not in the log"
        cut = end == self.line.end and any(mark.kind == "crash" for mark in self.line.marks)
        return ("copy, cut off after " if cut else "copy ") + duration(end - start)

    def copies(self) -> None:
        """The time in which memory is overwritten."""
        free = -1.0
        for start, end in self.line.copies:
            label = self.copy_name(start, end)
            self.box("band", start, end, 34, self.bottom - 34, label)
            middle = (self.x(start) + self.x(end)) / 2
            if middle > free:
                self.text(min(middle, WIDTH - 4 - len(label) * 3.2), 64, label, "", "middle")
                free = middle + 90

    def axis(self) -> None:
        """Numbers below, so many as there is room for; the stretches between them are not of one scale."""
        x = float(LEFT)
        while x <= WIDTH - RIGHT + 1:
            self.parts.append(f'<path class="r" d="M{x:.1f} {self.bottom:.1f}v5"/>')
            at = self.x.back(x)
            number = "0" if x == LEFT else duration(at) if at <= self.line.measured + 1e-6 else "?"
            self.text(min(x, WIDTH - RIGHT - 16), self.bottom + 17, number, "d", "middle")
            x += (WIDTH - LEFT - RIGHT) / 14
        self.text(LEFT, self.bottom + 32, "time since the first event; where nothing happens it is drawn shorter", "d")

    def mark(self, mark: Mark) -> None:
        """One moment."""
        x = self.x(mark.at)
        y = self.lanes.get(mark.cpu, TOP) + self.height / 2 if mark.cpu is not None else None
        title = f"<title>{escape(mark.text)}, at {duration(mark.at)}{'' if mark.certain else ' or about'}</title>"
        guess = "" if mark.certain else " guess"
        size = min(self.height / 3, 6)
        if mark.kind == "survived":
            radius, kind = (4.5, "survived") if self.few else (1.4, "survived many")
            self.parts.append(f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{radius}">{title}</circle>')
            return
        self.parts.append(f'<path class="{mark.kind}{guess}" d="M{x:.1f} 30V{self.bottom:.1f}" stroke-width="1.2">'
                          f"{title}</path>")
        if mark.kind == "store" and y is not None:
            size = max(size, 4)
            self.parts.append(f'<path class="store" d="M{x:.1f} {y - size:.1f}l{size} {size}l-{size} {size}'
                              f'l-{size} -{size}z">{title}</path>')
        elif mark.kind == "crash":
            size, y = max(size, 5), y if y is not None else 50
            self.parts.append(f'<path class="crash" d="M{x - size:.1f} {y - size:.1f}l{2 * size} {2 * size}'
                              f'm0 -{2 * size}l-{2 * size} {2 * size}">{title}</path>')

    def mark_names(self) -> None:
        """What the lines are, on two rows above the lanes."""
        ends = [-1.0, -1.0]
        for mark in sorted((m for m in self.line.marks if m.kind != "survived"), key=lambda m: m.at):
            word = {"store": f"◆ store, cpu {mark.cpu}", "inject": f"▼ {mark.text}",
                    "crash": "✕ " + (f"cpu {mark.cpu}: triple fault" if mark.cpu is not None else mark.text)}[mark.kind]
            x, width = self.x(mark.at), len(word) * 6.2
            left = min(x - 4, WIDTH - width - 4)
            row = next((i for i in (1, 0) if ends[i] < left), None)
            if row is not None:
                self.text(left, 13 + 14 * row, word, mark.kind)
                ends[row] = left + width

    def legend(self) -> float:
        """What the colours mean; returns how far down it goes."""
        x, y = float(LEFT), self.bottom + 56
        present = {span.kind() for span in self.line.spans}
        marks = {mark.kind for mark in self.line.marks}
        for kind, name in [*((k, n) for k, n in LEGEND.items() if k in present),
                           *((k, n) for k, n in SIGNS.items() if k in marks)]:
            width = 20 + len(name) * 6.1
            if x + width > WIDTH - RIGHT:
                x, y = float(LEFT), y + 18
            if kind in LEGEND:
                self.parts.append(f'<rect class="{kind}" x="{x:.0f}" y="{y - 9:.0f}" width="12" height="10"/>')
            self.text(x + (16 if kind in LEGEND else 0), y, name)
            x += width + 8
        if self.line.notes:
            y += 20
            self.text(LEFT, y, self.notes(), "d")
        return y + 12

    def notes(self) -> str:
        """What else the log says, in one line; the report shows all of it."""
        text = "at the end: " + ", ".join(dict.fromkeys(self.line.notes))
        return text if len(text) < 160 else text[:160] + " …"

    def draw(self, standalone: bool) -> str:
        """The whole picture."""
        self.lives()
        self.copies()
        self.spans()
        self.names()
        self.axis()
        for mark in self.line.marks:
            self.mark(mark)
        self.mark_names()
        height = self.legend()
        style = f"<style>{STYLE.read_text()}</style>" if standalone else ""
        size = f' width="{WIDTH}" height="{height:.0f}"' if standalone else ""
        ground = f'<rect width="{WIDTH}" height="{height:.0f}" fill="var(--ground)"/>' if standalone else ""
        return (f'<svg xmlns="http://www.w3.org/2000/svg" class="tl" role="img" '
                f'viewBox="0 0 {WIDTH} {height:.0f}"{size}>'
                f"<title>Timeline of {len(self.line.cpus)} CPUs</title>{style}{ground}{''.join(self.parts)}</svg>\n")


def complaint(line: Timeline) -> str:
    """A picture that says why there is none."""
    words = "".join(f'<text x="12" y="{44 + 18 * i}">{escape(flaw[:150])}</text>'
                    for i, flaw in enumerate(line.flaws[:8]))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" class="tl" viewBox="0 0 {WIDTH} 200"><style>{STYLE.read_text()}'
            f'</style><text class="h" x="12" y="22">Nothing can be drawn from this log</text>{words}</svg>\n')


def draw(line: Timeline, standalone: bool = True) -> str:
    """The picture, or one that says why there is none."""
    return Picture(line).draw(standalone) if line.spans else complaint(line)
