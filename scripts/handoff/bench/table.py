"""Phases × CPUs as one table, how they grow, and how they differ from an earlier measurement."""

from collections.abc import Mapping, Sequence

from handoff.bench.phases import in_order
from handoff.bench.spread import Samples, Spread, median, ratio, spread

# "park hlt ram" (what is the same along a row) → CPUs → figure → values.
Series = Mapping[str, Mapping[int, Samples]]
NOTICED = 1.25  # times slower than before, and outside its spread


def series_of(cells: Mapping[str, Samples]) -> dict[str, dict[int, Samples]]:
    """The cells of a file, whose names are `method offline store cpus`; others are left out."""
    series: dict[str, dict[int, Samples]] = {}
    for name, samples in cells.items():
        row, _, cpus = name.rpartition(" ")
        if row and cpus.isdigit():
            series.setdefault(row, {})[int(cpus)] = samples
    return series


def shown(value: float) -> str:
    """Three digits that matter."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def cell(found: Spread | None) -> str:
    """A median with its spread in percent; `-` if nothing was measured."""
    if found is None:
        return "-"
    return shown(found.median) + (f" ±{found.percent() / 2:.0f}%" if found.runs > 1 else "")


def growth(small: float | None, large: float | None) -> str:
    """How many times more; `-` if there is nothing to compare."""
    factor = ratio(large, small)
    return "-" if factor is None else f"{factor:.1f}×"


def names_in(columns: Mapping[int, Samples]) -> list[str]:
    """Every figure that any number of CPUs has, in the story's order."""
    return in_order(sorted({name for samples in columns.values() for name in samples}))


def table(columns: Mapping[int, Samples], from_cpus: int = 8) -> list[str]:
    """One series: a row a figure, a column a number of CPUs; last the growth from `from_cpus` to the most."""
    counts = sorted(columns)
    most = counts[-1]
    start = from_cpus if from_cpus in counts else counts[0]
    lines = ["| ms | " + " | ".join(f"{n} CPUs" for n in counts) + f" | {start} → {most} |",
             "|---|" + "---:|" * (len(counts) + 1)]
    for name in names_in(columns):
        cells = [cell(spread(columns[n].get(name, ()))) for n in counts]
        grown = growth(median(columns[start], name), median(columns[most], name))
        lines.append(f"| {name} | " + " | ".join([*cells, grown]) + " |")
    return lines


def as_text(series: Series) -> str:
    """All series as Markdown."""
    parts = [f"### {row}\n\n" + "\n".join(table(columns)) for row, columns in series.items() if columns]
    return "\n\n".join(parts) + "\n"


def change(now: Sequence[float], before: Sequence[float]) -> tuple[float, bool] | None:
    """How many times as much as before, and whether that is more than the runs themselves differ.

    None if either was not measured.
    """
    new, old = spread(now), spread(before)
    factor = ratio(new.median if new else None, old.median if old else None)
    if new is None or old is None or factor is None:
        return None
    apart = new.least > old.most or new.most < old.least
    return factor, apart and not 1 / NOTICED < factor < NOTICED


def compared(cells: Mapping[str, Samples], base: Mapping[str, Samples]) -> list[str]:
    """A line for each figure that is noticeably other than in `base`, and how many could be compared."""
    lines: list[str] = []
    both = missing = 0
    for name, samples in cells.items():
        for figure in in_order(sorted({*samples, *base.get(name, {})})):
            found = change(samples.get(figure, ()), base.get(name, {}).get(figure, ()))
            if found is None:
                missing += 1
                continue
            both += 1
            if found[1]:
                before, now = median(base[name], figure), median(samples, figure)
                lines.append(f"{name}, {figure}: {shown(before or 0)} → {shown(now or 0)} ({found[0]:.2f}×)")
    return lines + [f"# {both} figures compared, {len(lines)} noticeably different, {missing} only in one of the two"]
