"""One run of the report: its timeline, its log, and the command that repeats it."""

from html import escape
from pathlib import Path

from handoff.report.cells import Cell
from handoff.timeline.model import Timeline
from handoff.timeline.recorded import read_run
from handoff.timeline.svg import draw

LONGEST_LOG = 400_000
# Not reached by the CPU that dies, so a run that ended early has it neither in its log nor in its picture.
UNTIMED = "The event was asked for; its time is not in the log, as only a kernel that survives it prints it."


def row(name: str, value: str) -> str:
    """A line of the list of facts."""
    return f"<dt>{name}</dt><dd>{value}</dd>" if value else ""


def facts(cell: Cell) -> str:
    """What is known of the cell without its log."""
    source = f' <span class="dim">({escape(cell["source"])})</span>' if cell["source"] else ""
    promised = escape(cell["manual"]) + source
    runs = ", ".join(cell["runs"]) if len(cell["runs"]) > 1 else ""
    return "<dl>" + "".join([
        row("measured", f"<b>{escape(cell['outcome'])}</b>, {escape(cell['reason'])}"),
        row("promised", promised), row("why not so", escape(cell["cause"])), row("all runs", escape(runs)),
        row("recorded", escape(cell["pinned"] or "")),
        row("platform", escape(f"{cell['platform']} {cell['version']}")),
        row("repeat", f"<code>{escape(cell['command'])}</code>"),
        row("export", f"<code>make timeline RUN={escape(cell['directory'])}</code>"),
    ]) + "</dl>"


def damaged(flaws: list[str]) -> str:
    """What could not be read."""
    shown = flaws[:6] + ([f"and {len(flaws) - 6} more"] if len(flaws) > 6 else [])
    items = "".join(f"<div>{escape(flaw)}</div>" for flaw in shown)
    return f'<div class="warn" role="alert">This log is damaged or cut short.{items}</div>'


def picture(line: Timeline, cell: Cell) -> str:
    """The timeline, where there is anything to draw."""
    notes = ["At the end: " + ", ".join(dict.fromkeys(line.notes)) + "."] if line.notes else []
    if cell["event"] not in ("none", "store") and line.spans and not any(m.kind == "inject" for m in line.marks):
        notes.append(UNTIMED)
    drawn = f'<div class="wide">{draw(line, standalone=False)}</div>' if line.spans else ""
    return drawn + "".join(f'<p class="dim">{escape(note)}</p>' for note in notes)


def article(cell: Cell, root: Path) -> str:
    """The run that a square leads to."""
    title = f"<h2>{escape(cell['cell'])} on {escape(cell['platform'])}: {escape(cell['outcome'])}</h2>"
    if cell["directory"] and cell.kind() != "skipped":
        run = read_run(root / cell["directory"])
        flaws = [] if cell.kind() in ("n/a", "skipped") and "# RESULT skipped" in run.text else run.line.flaws
        body = (damaged(flaws) if flaws else "") + picture(run.line, cell)
        cut = "\n… the rest is left out" if len(run.text) > LONGEST_LOG else ""
        text = "".join(c for c in run.text[:LONGEST_LOG] if c.isprintable() or c in "\n\t")
        body += f"<h3>The log</h3><pre tabindex=0>{escape(text.strip())}{cut}</pre>" if text.strip() else ""
    else:
        body = "<p>There was no run: it cannot be tried there.</p>"
    back = '<p><a href="#top">back to the matrix</a></p>'
    return f'<article class="run" id="{cell.anchor()}">{title}{back}{facts(cell)}{body}</article>\n'
