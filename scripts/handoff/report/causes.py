"""Why what the referees did is not what the manuals promise."""

from html import escape

from handoff.report.cells import Cell
from handoff.report.referees import Referee, by_platform
from handoff.report.squares import square


def names(cells: list[Cell], referees: list[Referee]) -> str:
    """qemu-multi 7.2.22, 10.0.13; bochs 2.7."""
    columns = {cell.column() for cell in cells}
    return "; ".join(f"{platform} {', '.join(one.version() for one in versions)}" for platform, versions in
                     by_platform([one for one in referees if one.column in columns]).items())


def places(cells: list[Cell], referees: list[Referee]) -> dict[str, list[Cell]]:
    """Cells by a line that says where they are: points that the same referees share are one line."""
    at: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        at.setdefault((f"{cell['method']}/{cell['event']} {cell.times()}".rstrip(), cell["point"]), []).append(cell)
    lines: dict[tuple[str, str], list[tuple[str, list[Cell]]]] = {}
    for (row, point), mine in at.items():
        lines.setdefault((row, names(mine, referees)), []).append((point, mine))
    return {f"{row} {', '.join(point for point, _ in points)}: {who}": [cell for _, mine in points for cell in mine]
            for (row, who), points in lines.items()}


def causes(cells: list[Cell], referees: list[Referee]) -> str:
    """Each reason once, and where it shows; squares lead to the runs."""
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        if not cell["agrees"]:
            found.setdefault(cell["cause"] or "not known", []).append(cell)
    items = []
    for cause, mine in found.items():
        lines = "".join(f'<div>{escape(place)} {"".join(square(cell) for cell in there if cell.measured)}</div>'
                        for place, there in places(mine, referees).items())
        items.append(f'<li><p>{escape(cause)}</p><div class="dim">{lines}</div></li>')
    return f'<h2>Not as the manuals promise</h2><ul class="causes">{"".join(items)}</ul>' if items else ""
