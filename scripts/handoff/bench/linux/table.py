"""Debian's kernel and ours side by side, with how many times longer (or slower) Linux is."""

from collections.abc import Iterable, Mapping

from handoff.bench.spread import Samples, median, ratio

Limits = Mapping[tuple[str, str], int]
Cells = Mapping[str, Mapping[str, Samples]]  # machine → what was run → figure → values

# What is shown: the figure, how its rows are called, which run of Linux has it, which of ours, its unit.
ROWS = (
    ("start-first", "start → first line", "linux hibernate", ("ram 16M",), "ms"),
    ("start-cpus", "start → all CPUs up", "linux hibernate", ("ram 16M",), "ms"),
    ("bring-up", "all CPUs brought up (the guest's clock)", "linux hibernate", ("ram 16M",), "ms"),
    ("kexec", "kexec → all CPUs up", "linux kexec", ("ram 16M",), "ms"),
    ("hibernate", "stopped → saved", "linux hibernate", ("nvme 85M", "nvme 16M"), "ms"),
    ("resume", "start → CPUs are back", "linux hibernate", ("nvme 85M", "nvme 16M"), "ms"),
    ("look-resume", "look → CPUs are back", "linux hibernate", ("nvme 85M", "nvme 16M"), "ms"),
    ("cycle", "whole cycle", "linux hibernate", ("nvme 85M", "nvme 16M", "ram 85M", "ram 16M"), "ms"),
    ("whole", "whole cycle, ours from QEMU's start", "linux hibernate",
     ("nvme 85M", "nvme 16M", "ram 85M", "ram 16M"), "ms"),
    ("image", "image", "linux hibernate", ("nvme 85M", "nvme 16M"), "MB"),
    ("write", "image written", "linux hibernate", ("nvme 85M", "nvme 16M"), "MB/s"),
    ("read", "image read", "linux hibernate", ("nvme 85M", "nvme 16M"), "MB/s"),
)
# Ours is counted from QEMU's start on, Linux' is not: its boot is long, and nobody boots it to see a cycle.
THEIR_NAME = {"whole": "cycle"}
# What we promise: Linux takes at least so many times as long as ours; with 64 CPUs another one.
LIMITS = {("start-cpus", "ram 16M"): 4, ("bring-up", "ram 16M"): 10, ("whole", "ram 85M"): 10, ("whole", "nvme 85M"): 6,
          ("whole", "ram 16M"): 20, ("whole", "nvme 16M"): 20}
LIMITS_OF_64 = {("start-cpus", "ram 16M"): 4, ("bring-up", "ram 16M"): 10, ("whole", "ram 85M"): 40,
                ("whole", "ram 16M"): 40}
SCALE = {"ms": 1000.0, "MB": 1e-6, "MB/s": 1.0}


def number(value: float | None, unit: str = "MB/s") -> str:
    """A figure in its unit, `-` if it was not measured."""
    return "-" if value is None else f"{value * SCALE[unit]:,.0f}"


def times(linux: float | None, ours: float | None, unit: str) -> str:
    """How many times better ours is; bytes are not a matter of better."""
    factor = ratio(ours, linux) if unit == "MB/s" else ratio(linux, ours)
    return "" if factor is None or unit == "MB" else f"{factor:.1f}×"


def promise(figure: str, run: str, linux: float | None, ours: float | None, limits: Limits) -> str:
    """The least ratio, and whether it was met."""
    least, factor = limits.get((figure, run)), ratio(linux, ours)
    if least is None:
        return ""
    return f"{least}×: " + ("not measured" if factor is None else "met" if factor >= least else "MISSED")


def rows(machine: Mapping[str, Samples], limits: Limits) -> Iterable[tuple[str, ...]]:
    """The table of one machine."""
    for figure, title, theirs, runs, unit in ROWS:
        linux = median(machine.get(theirs, {}), THEIR_NAME.get(figure, figure))
        for run in runs:
            mine = median(machine.get(run, {}), figure)
            yield (title, unit, number(linux, unit), number(mine, unit), times(linux, mine, unit), run,
                   promise(figure, run, linux, mine, limits))


def as_text(cells: Cells) -> str:
    """All machines, one below the other, as Markdown."""
    lines: list[str] = []
    for name, machine in cells.items():
        counts = [len(values) for samples in machine.values() for values in samples.values()]
        lines += [f"### {name} (medians of {max(counts, default=0)})", "",
                  "| | unit | Linux | ours | ratio | our run | promised |", "|---|---|---:|---:|---:|---|---|"]
        limits = LIMITS_OF_64 if name.startswith("64") else LIMITS
        lines += ["| " + " | ".join(row) + " |" for row in rows(machine, limits)] + [""]
    return "\n".join(lines)
