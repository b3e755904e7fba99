"""A time axis that gives room where much happens: each stretch between two moments is as wide as a root of its time."""

import bisect
from collections.abc import Iterable

ROOT_OF = 0.45


class Scale:
    """Seconds to a place between `left` and `right`; monotonic."""

    def __init__(self, moments: Iterable[float], left: float, right: float) -> None:
        self.times = sorted(set(moments)) or [0.0]
        self.places = [0.0]
        for a, b in zip(self.times, self.times[1:]):
            self.places.append(self.places[-1] + (b - a) ** ROOT_OF)
        whole = self.places[-1] or 1.0
        self.places = [left + (right - left) * place / whole for place in self.places]

    def __call__(self, at: float) -> float:
        """Where this moment lies."""
        if at <= self.times[0]:
            return self.places[0]
        if at >= self.times[-1]:
            return self.places[-1]
        i = bisect.bisect_right(self.times, at) - 1
        share = (at - self.times[i]) / (self.times[i + 1] - self.times[i])
        return self.places[i] + (self.places[i + 1] - self.places[i]) * share

    def back(self, place: float) -> float:
        """Which moment lies there."""
        if place <= self.places[0]:
            return self.times[0]
        if place >= self.places[-1]:
            return self.times[-1]
        i = max(bisect.bisect_right(self.places, place) - 1, 0)
        width = self.places[i + 1] - self.places[i]
        share = (place - self.places[i]) / width if width else 0.0
        return self.times[i] + (self.times[i + 1] - self.times[i]) * share
