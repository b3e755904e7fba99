"""The report: one HTML file, the survival matrix in colour and every run behind it.  It needs no network."""

from collections import Counter
from html import escape
from pathlib import Path

from handoff.report import causes, matrix, pick, run, squares
from handoff.report.cells import Cell
from handoff.report.referees import Referee, referees_of
from handoff.timeline import svg

STYLE = Path(__file__).with_name("page.css")
NO_ICON = '<link rel="icon" href="data:,">'  # or a browser asks the server for one


def tally(cells: list[Cell]) -> str:
    """How many of which kind."""
    words = ", ".join(f"{count} {word}" for word, count in Counter(cell.kind() for cell in cells).most_common())
    return escape(words) + f"; {sum(not cell['agrees'] for cell in cells)} not as the manuals promise"


def summary(cells: list[Cell], referees: list[Referee]) -> str:
    """What it is all about, in three lines."""
    measured, recorded = ([cell for cell in cells if cell.measured == which] for which in (True, False))
    return ("<p>How do you hand every CPU from the running kernel to the one that resumes? Each method, "
            "each event, each point, tried on each referee: an emulator or a hypervisor, in one version.</p>"
            f'<p class="dim">{len(referees)} referees. Measured: {len(measured)} cells'
            f'{f" ({tally(measured)})" if measured else ""}. Recorded: {len(recorded)} more'
            f'{f" ({tally(recorded)})" if recorded else ""}.</p>')


def warning(flaws: list[str]) -> str:
    """What is wrong with the input."""
    items = "".join(f"<div>{escape(flaw)}</div>" for flaw in flaws)
    return f'<div class="warn" role="alert">{items}</div>' if flaws else ""


def page(cells: list[Cell], flaws: list[str], meaning: dict[str, str], root: Path) -> str:
    """The file; `meaning` has a sentence about each method."""
    body = [f"<h1>Handoff: the survival matrix</h1>{warning(flaws)}"]
    style = STYLE.read_text(encoding="utf-8") + svg.STYLE.read_text(encoding="utf-8")
    if cells:
        referees = referees_of(cells)
        style += pick.rules(referees)
        body += [summary(cells, referees), squares.legend(cells), pick.choices(referees, cells),
                 matrix.tables(cells, referees, meaning), causes.causes(cells, referees),
                 *(run.article(cell, root) for cell in cells if cell.measured)]
    return ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Handoff: the survival matrix</title>'
            f'<meta name="viewport" content="width=device-width,initial-scale=1">{NO_ICON}'
            f'<style>{style}</style></head>\n'
            f'<body id="top">{"".join(body)}</body></html>\n')
