"""What a reader picks: platforms, versions and rows.  Boxes and style rules only, so that the page needs no script.

Whatever the reader hides, a difference is marked against the next older version that is still shown.  A browser
without :has() shows everything.
"""

from html import escape

from handoff.report.cells import Cell
from handoff.report.referees import Referee, by_platform, pairs

ROWS = {"all": "all", "differ": "where versions differ", "against": "where one is not as the manuals promise"}


def box(mark: str, label: str) -> str:
    """A column, or all versions of a platform."""
    return f'<label><input type="checkbox" id="{mark}" checked> {label}</label>'


def choices(referees: list[Referee], cells: list[Cell]) -> str:
    """The boxes."""
    groups = []
    for number, (platform, versions) in enumerate(by_platform(referees).items()):
        boxes = []
        for one in versions:
            count = sum(cell.measured for cell in cells if cell.column() == one.column)
            note = f"{count} measured" if count else "recorded"
            boxes.append(box(one.mark(), f'{escape(one.version())} <span class="dim">{note}</span>'))
        whole = box(f"p{number}", f"<b>{escape(platform)}</b>")
        groups.append(f'<div role="group" aria-label="{escape(platform)}">{whole}'
                      f'<span class="versions">{"".join(boxes)}</span></div>')
    rows = "".join(f'<label><input type="radio" name="rows" id="{mark}"{" checked" * (mark == "all")}> {label}</label>'
                   for mark, label in ROWS.items())
    return (f'<div class="pick"><fieldset><legend>Referees</legend>{"".join(groups)}</fieldset>'
            f'<fieldset><legend>Rows</legend>{rows}</fieldset></div>')


def rules(referees: list[Referee]) -> str:
    """The style rules behind the boxes."""
    platform = {one: f"p{number}" for number, versions in enumerate(by_platform(referees).values()) for one in versions}
    shown = {one: f":has(#{platform[one]}:checked):has(#{one.mark()}:checked)" for one in referees}
    rows = ":is(section,tbody tr)"  # :has() of .pick and of rows, as that of the whole page takes a browser minutes
    lines = []
    for one in referees:
        lines.append(f".pick:not({shown[one]})~.blocks .{one.mark()}{{display:none}}")
        lines.append(f".pick:has(#against:checked){shown[one]}~.blocks {rows}:has(.{one.mark()} .x){{display:revert}}")
        if int(platform[one][1:]) % 2:
            lines.append(f".{one.mark()}{{background:var(--band)}}")
    for old, between, new in pairs(referees):
        neighbours = f".pick{shown[old]}{shown[new]}" + "".join(f":not({shown[one]})" for one in between)
        for step in ("changed", "perhaps"):
            cell, bar = f".{new.mark()}.{step}-{old.number}", f"{{--step:var(--{step})}}"
            lines.append(f"{neighbours}~.blocks {cell}{bar}")
            lines.append(f"{neighbours}:has(#differ:checked)~.blocks {rows}:has({cell}){{display:revert}}")
            lines += [] if between else [f"@supports not selector(:has(a)){{{cell}{bar}}}"]
    return "\n".join(lines)
