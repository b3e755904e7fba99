"""The report: one HTML file with the matrix in colour, and behind each cell its timeline, its log and its command."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

from handoff.exports import chrome_trace, vcd
from handoff.measure import Measured
from handoff.options import ROOT
from handoff.svg import draw
from handoff.timeline import Timeline, build

POINTS = ("parked", "copying", "copied", "reclaim")
LOG_LIMIT = 60_000  # characters of a log that are shown; a storm's would be megabytes
STYLE = """
:root{color-scheme:light dark;--good:#cfeed6;--bad:#f6cfcf;--other:#e4e4e8;--ink:#1c1f24;--paper:#fff;--rule:#ccd}
@media (prefers-color-scheme:dark){:root{--good:#1d4a2a;--bad:#5a2222;--other:#33363d;--ink:#e6e6e6;--paper:#15181d;
--rule:#444}}
body{font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0 auto;max-width:1080px;
padding:0 14px 60px}
.scroll{overflow-x:auto}table{border-collapse:collapse;margin:6px 0}td,th{border:1px solid var(--rule);padding:3px 8px;
text-align:left;white-space:nowrap;font-size:13px}td a{color:inherit;text-decoration:none;display:block}
.recovered{background:var(--good)}.crashed,.hung,.lost,.corrupted{background:var(--bad)}
.other{background:var(--other)}
.against{font-weight:700;outline:2px solid #c80;outline-offset:-3px}
pre{overflow-x:auto;font-size:12px;background:var(--other);padding:8px}code{word-break:break-all}
details{border-top:1px solid var(--rule);padding:4px 0}summary{cursor:pointer}
svg{width:100%;height:auto;min-width:320px}
.problem{background:var(--bad);padding:4px 8px}"""


def colour(outcome: str) -> str:
    """The cell's class."""
    return outcome if outcome in ("recovered", "crashed", "hung", "lost", "corrupted") else "other"


def anchor(m: Measured) -> str:
    """A cell's place in the page."""
    return f"{m.platform}/{m.cell.name()}"


def log_of(directory: str) -> str:
    """What the run left: with the runner's words, or at least the machine's; empty if it is gone."""
    place = ROOT / directory
    for name in ("shown.log", "serial.log"):
        if (place / name).is_file():
            return (place / name).read_text(errors="replace")
    return ""


def problems(line: Timeline) -> str:
    """What is wrong with a log, in words."""
    return "".join(f'<p class="problem">{escape(problem)}</p>' for problem in line.problems[:5])


def picture(text: str) -> str:
    """A log's timeline and itself."""
    line = build(text)
    shown = text if len(text) <= LOG_LIMIT else text[:LOG_LIMIT] + "\n… cut off here\n"
    drawn = f'<div class="scroll">{draw(line)}</div>' if line.spans else ""
    return f"{problems(line)}{drawn}<pre>{escape(shown)}</pre>"


def cell(m: Measured | None) -> str:
    """One cell of the table."""
    if m is None:
        return "<td></td>"
    against = "" if m.agrees_with_manual() else " against"
    manual = "" if m.agrees_with_manual() else f" <small>(manual: {escape(m.cell.manual)})</small>"
    return (f'<td class="{colour(m.outcome())}{against}"><a href="#{escape(anchor(m))}">{escape(m.outcome())}{manual}'
            "</a></td>")


def table(method: str, measured: list[Measured]) -> str:
    """A method's cells."""
    rows = []
    for event, storm, platform in dict.fromkeys((m.cell.event, m.cell.storm, m.platform) for m in measured):
        mine = {m.cell.point: m for m in measured
                if (m.cell.event, m.cell.storm, m.platform) == (event, storm, platform)}
        times = f" × {storm}" if storm > 1 else ""
        cells = cell(mine[""]) + "<td></td>" * 3 if "" in mine else "".join(cell(mine.get(p)) for p in POINTS)
        rows.append(f"<tr><th>{escape(event)}{times}</th><td>{escape(platform)}</td>{cells}</tr>")
    head = "".join(f"<th>{point}</th>" for point in POINTS)
    return (f'<h2>{escape(method)}</h2><div class="scroll"><table><tr><th>event</th><th>platform</th>{head}</tr>'
            f'{"".join(rows)}</table></div>')


def details(m: Measured) -> str:
    """Everything about one cell."""
    text = log_of(m.directory)
    run = picture(text) if text else '<p class="problem">the log of this run is gone; repeat it</p>'
    cause = f"<p>Differs from the manual because: {escape(m.cause())}</p>" if m.cause() else ""
    return (f'<details id="{escape(anchor(m))}"><summary>{escape(m.cell.name())} on {escape(m.platform)} '
            f"{escape(m.version)}: {escape(m.outcome())}</summary><p>Expected: {escape(m.cell.manual)} "
            f"({escape(m.cell.source)}). Measured: {escape(', '.join(m.outcomes))} ({escape(m.reason)}).</p>{cause}"
            f"<p><code>{escape(m.command)}</code></p>{run}</details>")


def html(measured: Iterable[Measured]) -> str:
    """The whole page; links open what they lead to."""
    cells = list(measured)
    methods = dict.fromkeys(m.cell.method for m in cells)
    tables = "".join(table(method, [m for m in cells if m.cell.method == method]) for method in methods)
    script = ("addEventListener('hashchange',show);function show(){const e=document.getElementById("
              "decodeURIComponent(location.hash.slice(1)));if(e){e.open=true;e.scrollIntoView()}}show()")
    nothing = "" if cells else '<p class="problem">there is nothing to show: run make matrix first</p>'
    return (f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>Handoff: the survival matrix</title><style>{STYLE}</style><h1>The survival matrix</h1>"
            "<p>What became of every CPU, by method, event and point. Outlined: not as the manual promises. "
            f"A cell leads to its run.</p>{nothing}{tables}<h2>Runs</h2>{''.join(map(details, cells))}"
            f"<script>{script}</script></html>\n")


def write_timeline(log: Path, directory: Path) -> Timeline:
    """timeline.svg, trace.json and timeline.vcd of one log."""
    line = build(log.read_text(errors="replace"))
    (directory / "timeline.svg").write_text(draw(line))
    (directory / "trace.json").write_text(chrome_trace(line))
    (directory / "timeline.vcd").write_text(vcd(line))
    return line
