"""The report: one HTML file, the survival matrix in colour and every run behind it.  It needs no network."""

from collections import Counter
from html import escape
from pathlib import Path

from handoff.report import matrix, run
from handoff.report.cells import Cell
from handoff.timeline import svg

STYLE = Path(__file__).with_name("page.css")
NO_ICON = '<link rel="icon" href="data:,">'  # or a browser asks the server for one


def summary(cells: list[Cell]) -> str:
    """What it is all about, in three lines."""
    versions = ", ".join(sorted({f"{cell['platform']} {cell['version']}" for cell in cells}))
    against = sum(not cell["agrees"] for cell in cells)
    tally = ", ".join(f"{count} {word}" for word, count in Counter(cell.kind() for cell in cells).most_common())
    return ("<p>How do you hand every CPU from the running kernel to the one that resumes? Each method, "
            "each event, each point, tried. Hollow: what the manuals promise. Filled: what was measured, and a link "
            "to that run.</p>"
            f'<p class="dim">{len(cells)} cells: {escape(tally)}; {against} not as the manual says. '
            f"Measured with {escape(versions)}.</p>")


def warning(flaws: list[str]) -> str:
    """What is wrong with the input."""
    items = "".join(f"<div>{escape(flaw)}</div>" for flaw in flaws)
    return f'<div class="warn" role="alert">{items}</div>' if flaws else ""


def page(cells: list[Cell], flaws: list[str], root: Path) -> str:
    """The file."""
    body = [f"<h1>Handoff: the survival matrix</h1>{warning(flaws)}"]
    if cells:
        body += [summary(cells), matrix.legend(cells), matrix.blocks(cells),
                 matrix.causes(cells), *(run.article(cell, root) for cell in cells)]
    style = STYLE.read_text(encoding="utf-8") + svg.STYLE.read_text(encoding="utf-8")
    return ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Handoff: the survival matrix</title>'
            f'<meta name="viewport" content="width=device-width,initial-scale=1">{NO_ICON}'
            f'<style>{style}</style></head>\n'
            f'<body id="top">{"".join(body)}</body></html>\n')
