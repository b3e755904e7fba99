"""The matrix in colour: a block a method, a row an event, at each point what was promised beside what was measured."""

from html import escape

from handoff.report.cells import Cell, points_of

SIGNS = {"recovered": "✔", "crashed": "✘", "hung": "∞", "lost": "−", "corrupted": "≠", "refused": "!", "flaky": "~",
         "unproven": "?", "skipped": "s", "n/a": "·"}


def sign(word: str) -> str:
    """So that colour is not all that tells."""
    return SIGNS.get(word, "?")


def style(word: str) -> str:
    """The class of an outcome."""
    return word if word in SIGNS and word != "n/a" else "na"


def expected(cell: Cell) -> str:
    """The hollow square."""
    return (f'<span class="c m {style(cell["manual"])}" title="{escape(cell["cell"])}: the manuals promise '
            f'{escape(cell["manual"] or "nothing")}">{sign(cell["manual"])}</span>')


def measured(cell: Cell) -> str:
    """A filled square that leads to its run."""
    says = f"{cell['cell']} on {cell['platform']}: {cell['outcome']}"
    says += "" if cell["agrees"] else f" (the manual: {cell['manual']})"
    return (f'<a class="c {style(cell.kind())}{"" if cell["agrees"] else " x"}" href="#{cell.anchor()}" '
            f'title="{escape(says)}" aria-label="{escape(says)}">{sign(cell.kind())}</a>')


def strip(cells: list[Cell], platforms: list[str]) -> str:
    """One point of one row: the promise, then each platform in the same place."""
    by_platform = {cell["platform"]: cell for cell in cells}
    squares = [measured(by_platform[p]) if p in by_platform else '<span class="c" style="visibility:hidden"></span>'
               for p in platforms]
    return f'<span class="strip">{expected(cells[0])}{"".join(squares)}</span>'


def block(method: str, cells: list[Cell], platforms: list[str], points: list[str]) -> str:
    """One method."""
    rows = []
    for event, storm in dict.fromkeys((cell["event"], cell["storm"]) for cell in cells):
        mine = [cell for cell in cells if (cell["event"], cell["storm"]) == (event, storm)]
        at_points = [[cell for cell in mine if cell["point"] == point] for point in ("", *points)]
        inner = "".join(f"<td>{strip(found, platforms) if found else ''}</td>" for found in at_points[1:])
        if at_points[0]:
            inner = f'<td colspan="{max(1, len(points))}">{strip(at_points[0], platforms)}</td>'
        times = f" ×{storm}" if storm > 1 else ""
        rows.append(f"<tr><th>{escape(event)}{times}</th>{inner}</tr>")
    head = "".join(f"<th>{point}</th>" for point in points)
    return (f"<section><h3>{escape(method)}</h3><table><thead><tr><th>event</th>{head}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table></section>")


def platforms_of(cells: list[Cell]) -> list[str]:
    """In the order in which they were measured."""
    return list(dict.fromkeys(cell["platform"] for cell in cells))


def blocks(cells: list[Cell]) -> str:
    """All methods."""
    platforms, points = platforms_of(cells), points_of(cells)
    methods = dict.fromkeys(cell["method"] for cell in cells)
    return '<div class="blocks">' + "".join(
        block(method, [cell for cell in cells if cell["method"] == method], platforms, points)
        for method in methods) + "</div>"


def legend(cells: list[Cell]) -> str:
    """What the squares mean, and in which order they stand."""
    words = [word for word in SIGNS if any(word in (cell.kind(), cell["manual"]) for cell in cells)]
    squares = "".join(f'<span><span class="c {style(word)}">{sign(word)}</span> {word}</span>' for word in words)
    order = ", then ".join(platforms_of(cells))
    return (f'<div class="legend">{squares}<span><span class="c m recovered">✔</span> promised</span>'
            f'<span><span class="c crashed x">✘</span> measured, not as promised</span></div>'
            f'<p class="dim">In each group: promised, then {escape(order)}.</p>')


def causes(cells: list[Cell]) -> str:
    """Why what was measured is not what was promised."""
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        if not cell["agrees"]:
            found.setdefault(cell["cause"] or "not known", []).append(cell)
    rows = "".join(
        f"<tr><td>{' '.join(measured(cell) for cell in mine)}<br>"
        f"{escape(', '.join(dict.fromkeys(cell['cell'] for cell in mine)))}</td>"
        f"<td>{escape(cause)}</td></tr>" for cause, mine in found.items())
    return f'<h2>Not as the manual says</h2><table class="causes">{rows}</table>' if rows else ""
