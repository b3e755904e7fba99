"""The matrix: a table a method, a row an event at a point, a column each for the manuals and for every referee."""

from html import escape

from handoff.report.cells import Cell
from handoff.report.referees import Referee, pairs
from handoff.report.squares import promised, square

Found = dict[Referee, Cell]  # a row: what each referee said


def head(referees: list[Referee]) -> str:
    """The names of the columns."""
    names = "".join(f'<th scope="col" class="{one.mark()}"><span>{escape(one.platform())} '
                    f'<b>{escape(one.version())}</b></span></th>' for one in referees)
    return ('<thead><tr><th scope="col"><span class="at"><b>event</b> at</span></th>'
            f'<th scope="col"><span>the manuals</span></th>{names}</tr></thead>')


def otherwise(found: Found, referees: list[Referee]) -> dict[Referee, Found]:
    """For each referee the older versions of its platform that have another outcome, or other ones."""
    others: dict[Referee, Found] = {one: {} for one in referees}
    for old, _, new in pairs(referees):
        if old in found and new in found and found[old].possible() != found[new].possible():
            others[new][old] = found[old]
    return others


def step(old: Cell, new: Cell) -> str:
    """`changed`, or `perhaps` if both can do the same, as one of them is flaky."""
    return "perhaps" if old.possible() & new.possible() else "changed"


def row(found: Found, referees: list[Referee]) -> str:
    """One event at one point.  The class changed-0 says: not as in column v0."""
    any_cell = next(iter(found.values()))
    others = otherwise(found, referees)
    squares = []
    for one in referees:
        classes = " ".join([one.mark(), *(f"{step(was, found[one])}-{old.number}" for old, was in others[one].items())])
        inner = square(found[one], others[one]) if one in found else ""
        squares.append(f'<td class="{classes}">{inner}</td>')
    times = f" <small>{any_cell.times()}</small>" if any_cell.times() else ""
    name = f'<span class="at"><b>{escape(any_cell["event"])}{times}</b> {escape(any_cell["point"])}</span>'
    return f'<tr><th scope="row">{name}</th><td>{promised(any_cell)}</td>{"".join(squares)}</tr>'


def table(method: str, says: str, cells: list[Cell], referees: list[Referee]) -> str:
    """One method; the rows of an event are a group."""
    by_column = {one.column: one for one in referees}
    groups: dict[tuple[str, int], dict[str, Found]] = {}
    for cell in cells:
        rows = groups.setdefault((cell["event"], cell["storm"]), {})
        rows.setdefault(cell["cell"], {})[by_column[cell.column()]] = cell
    bodies = "".join(f"<tbody>{''.join(row(found, referees) for found in rows.values())}</tbody>"
                     for rows in groups.values())
    named = f'tabindex="0" role="region" aria-label="{escape(method)}"'
    return (f'<section><h3>{escape(method)}</h3><p class="dim">{escape(says)}</p>'
            f'<div class="scroll" {named}><table>{head(referees)}{bodies}</table></div></section>')


def tables(cells: list[Cell], referees: list[Referee], meaning: dict[str, str]) -> str:
    """All methods; `meaning` has a sentence about each."""
    methods = dict.fromkeys(cell["method"] for cell in cells)
    return '<div class="blocks">' + "".join(
        table(method, meaning.get(method, ""), [cell for cell in cells if cell["method"] == method], referees)
        for method in methods) + "</div>"
