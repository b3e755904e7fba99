"""What a figure was in several runs: its median and how far it went either way."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Figures = dict[str, float]
Samples = dict[str, list[float]]


@dataclass(frozen=True)
class Spread:
    """The median of `runs` values, the smallest and the largest."""

    median: float
    least: float
    most: float
    runs: int

    def percent(self) -> float:
        """From the smallest to the largest, in percent of the median."""
        return 100 * (self.most - self.least) / self.median if self.median else 0.0


def spread(values: Sequence[float]) -> Spread | None:
    """None if nothing was measured, which is not the same as 0."""
    return Spread(statistics.median(values), min(values), max(values), len(values)) if values else None


def collect(runs: Iterable[Mapping[str, float]]) -> Samples:
    """Every figure with its values in the order of the runs; a run that lacks a figure adds nothing to it."""
    samples: Samples = {}
    for figures in runs:
        for name, value in figures.items():
            samples.setdefault(name, []).append(value)
    return samples


def median(samples: Mapping[str, Sequence[float]], name: str) -> float | None:
    """The median of one figure, None if no run had it."""
    found = spread(samples.get(name, ()))
    return found.median if found else None


def ratio(value: float | None, base: float | None) -> float | None:
    """How many times `base` it is; None if either is missing, or there is nothing to divide by."""
    return value / base if value is not None and base else None
