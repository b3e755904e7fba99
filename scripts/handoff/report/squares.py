"""One square a cell: what was promised is hollow, what was measured is filled and a link, what is recorded is pale."""

from html import escape

from handoff.report.cells import Cell
from handoff.report.referees import Referee

# So that colour is not all that tells.
SIGNS = {"recovered": "✔", "crashed": "✘", "hung": "∞", "lost": "−", "corrupted": "≠", "refused": "!", "flaky": "~",
         "unproven": "?", "skipped": "s", "n/a": "·"}
WORDS = {"flaky": "flaky: the one or the other", "skipped": "skipped: cannot be tried there",
         "n/a": "n/a: cannot apply"}

STEPS = {"changed": "not as in the version before", "perhaps": "perhaps not, as one of the two is flaky"}


def sign(word: str) -> str:
    """What stands in the square."""
    return SIGNS.get(word, "?")


def style(word: str) -> str:
    """The class of an outcome."""
    return word if word in SIGNS and word != "n/a" else "na"


def promised(cell: Cell) -> str:
    """The hollow square."""
    says = f"{cell['cell']}: the manuals promise {cell['manual'] or 'nothing'}"
    says += f" ({cell['source']})" if cell["source"] else ""
    return (f'<span class="c m {style(cell["manual"])}" role="img" title="{escape(says)}">'
            f'{sign(cell["manual"])}</span>')


def told(cell: Cell, others: dict[Referee, Cell]) -> str:
    """All that a square says; `others` are older versions that did something else."""
    says = f"{cell['cell']} on {' '.join(cell.column())}: {' or '.join(cell['outcome'].split('|'))}"
    says += "" if cell["agrees"] else f" (the manual: {cell['manual']})"
    says += "".join(f"; {one.version()}: {' or '.join(sorted(old.possible()))}" for one, old in others.items())
    if not cell.measured:
        return says + "; recorded, not run this time"
    return says + ("" if cell["pinned"] in (None, cell["outcome"]) else f"; recorded: {cell['pinned']}")


def square(cell: Cell, others: dict[Referee, Cell] | None = None) -> str:
    """A filled square that leads to its run, or a pale one that leads nowhere."""
    says, sort = escape(told(cell, others or {})), style(cell.kind()) + ("" if cell["agrees"] else " x")
    if not cell.measured:
        return f'<span class="c r {sort}" role="img" title="{says}">{sign(cell.kind())}</span>'
    return f'<a class="c {sort}" href="#{cell.anchor()}" title="{says}" aria-label="{says}">{sign(cell.kind())}</a>'


def legend(cells: list[Cell]) -> str:
    """What the squares mean."""
    words = [word for word in SIGNS if any(word in (cell.kind(), cell["manual"]) for cell in cells)]
    outcomes = [(f"c {style(word)}", sign(word), WORDS.get(word, word)) for word in words]
    kinds = [
        ("c m recovered", "✔", "promised by the manuals"), ("c recovered", "✔", "measured: leads to its run"),
        ("c r recovered", "✔", "recorded, not run this time"), ("c crashed x", "✘", "not as promised")]
    items = ["".join(f'<span><span class="{sort}" aria-hidden="true">{it}</span> {says}</span>'
                     for sort, it, says in group) for group in (outcomes, kinds)]
    steps = "".join(f'<span><span class="step" style="--step:var(--{step})"></span> {says}</span>'
                    for step, says in STEPS.items())
    return f'<div class="legend">{items[0]}</div><div class="legend">{items[1]}{steps}</div>'
