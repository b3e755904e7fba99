"""Draws a timeline: a lane a CPU, lives as backgrounds, the copy as a band, events as marks.  Light and dark."""

from xml.sax.saxutils import escape

from handoff.timeline import Mark, Span, Timeline

WIDTH, LEFT, TOP = 1000.0, 64.0, 46.0
STATES = {"starting": "#e9b949", "online": "#3aa657", "offline": "#7a8ca6", "parked": "#8e5bd0", "left": "#e07b39",
          "in-init": "#2f9bb3", "copying": "#d03b3b", "jumped": "#4b6fe0", "missing": "#222222"}
OTHER = "#999999"
STYLE = """
text{font:11px system-ui,sans-serif;fill:#222}.small{font-size:9px}.back{fill:#fff}
.life0{fill:#eef3fb}.life1{fill:#fdf1e3}.band{fill:#d03b3b;opacity:.13}.axis{stroke:#888;stroke-width:1}
.event{stroke:#111;stroke-width:1.4}.line{stroke:#c02090;stroke-width:1.6;stroke-dasharray:3 2}
.end{stroke:#d00;stroke-width:2}.survived{fill:#fff;stroke:#111}
@media (prefers-color-scheme:dark){text{fill:#ddd}.back{fill:#15181d}.life0{fill:#1d2430}.life1{fill:#2b231a}
.event{stroke:#eee}.axis{stroke:#777}}"""


def lane_height(cpus: int) -> float:
    """Eight CPUs and 254 both fit."""
    return max(2.5, min(22.0, 640.0 / max(1, cpus)))


class Drawing:
    """One SVG."""

    def __init__(self, line: Timeline) -> None:
        self.line, self.lane = line, lane_height(line.cpus)
        self.bottom = TOP + self.lane * max(1, line.cpus)
        self.parts: list[str] = []

    def x(self, at: float) -> float:
        """Seconds to pixels."""
        return LEFT + (WIDTH - LEFT - 8) * at / (self.line.end or 1.0)

    def y(self, cpu: int) -> float:
        """A lane's upper edge."""
        return TOP + self.lane * cpu

    def rect(self, x: float, y: float, width: float, height: float, what: str, title: str = "") -> None:
        """A rectangle with a text that appears under the pointer."""
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.6, width):.1f}" height="{height:.1f}" {what}>'
                          f'<title>{escape(title)}</title></rect>')

    def text(self, x: float, y: float, words: str, what: str = "") -> None:
        """Some words."""
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" {what}>{escape(words)}</text>')

    def span(self, s: Span) -> None:
        """A CPU's state; one pixel of air between lanes where there is room."""
        air = 2.0 if self.lane > 8 else 0.4
        self.rect(self.x(s.start), self.y(s.cpu) + air / 2, self.x(s.end) - self.x(s.start), self.lane - air,
                  f'fill="{STATES.get(s.state, OTHER)}"',
                  f"cpu {s.cpu}: {s.state} ({s.why}) {s.start * 1e3:.2f} to {s.end * 1e3:.2f} ms")

    def mark(self, m: Mark) -> None:
        """A line through the CPU's lane, or through all."""
        top, bottom = (TOP - 4, self.bottom) if m.cpu is None else (self.y(m.cpu) - 3, self.y(m.cpu) + self.lane + 3)
        at = self.x(m.at)
        if m.kind == "survived":
            radius = min(5.0, self.lane / 2 - 0.5)
            self.parts.append(f'<circle class="survived" cx="{at:.1f}" cy="{self.y(m.cpu or 0) + self.lane / 2:.1f}" '
                              f'r="{radius:.1f}"><title>{escape(f"cpu {m.cpu} {m.text}")}</title></circle>')
            return
        self.parts.append(f'<g class="mark"><line class="{m.kind}" x1="{at:.1f}" x2="{at:.1f}" y1="{top:.1f}" '
                          f'y2="{bottom:.1f}"/><title>{escape(m.text)}</title></g>')

    def svg(self) -> str:
        """The whole picture."""
        line = self.line
        height = self.bottom + 54
        for i, (life, start, end) in enumerate(line.lives):
            self.rect(self.x(start), TOP - 18, self.x(end) - self.x(start), self.bottom - TOP + 18,
                      f'class="life{i % 2}"', f"life {life}")
            self.text(self.x(start) + 3, TOP - 7, life)
        for start, end in line.copies():
            self.rect(self.x(start), TOP, self.x(end) - self.x(start), self.bottom - TOP, 'class="band"', "the copy")
        for s in line.spans:
            self.span(s)
        for m in line.marks:
            self.mark(m)
        step = 1 if self.lane >= 10 else 8 if self.lane >= 4 else 16
        for cpu in range(0, line.cpus, step):
            self.text(4, self.y(cpu) + min(self.lane - 3, 12) + (0 if step == 1 else 3), f"cpu {cpu}", 'class="small"')
        for i in range(6):
            at = line.end * i / 5
            anchor = "end" if i == 5 else "middle" if i else "start"
            self.text(self.x(at), self.bottom + 14, f"{at * 1e3:.0f} ms", f'class="small" text-anchor="{anchor}"')
        used = dict.fromkeys(s.state for s in line.spans)
        for i, state in enumerate(used):
            self.rect(LEFT + 92 * i, self.bottom + 26, 10, 10, f'fill="{STATES.get(state, OTHER)}"')
            self.text(LEFT + 92 * i + 14, self.bottom + 35, state)
        self.text(LEFT, 14, (line.verdict or "no verdict")[:150], 'class="small"')
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img">'
                f'<style>{STYLE}</style><rect class="back" width="100%" height="100%"/>{"".join(self.parts)}</svg>\n')


def draw(line: Timeline) -> str:
    """The picture of a timeline."""
    return Drawing(line).svg()
