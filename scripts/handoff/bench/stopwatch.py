"""Figures that only the host can measure, as the machine's own clock begins late and ends with the power.

Both kernels are measured by the lines that they write: `linux_figures` and `our_figures` yield the same names.

  start-first  QEMU is started → the first line          hibernate    every other CPU is stopped → the power is off
  start-cpus   QEMU is started → all CPUs are up         resume       the power is on → every CPU is back
  start-user   (Linux) → the first program               look-resume  the disk may be looked at → every CPU is back
  kexec        into the next kernel → its CPUs are up    cycle        hibernate and resume
  bring-up     all other CPUs started, by the guest's clock       whole    (ours) QEMU is started → every CPU is back
  write, read  the image's megabytes a second            image        its bytes
"""

import re
from collections.abc import Callable, Sequence

from handoff.bench.spread import Figures
from handoff.judge.log import clean, pairs

Line = tuple[float, str]
OFF = "# power off"
BACK = "owner B again"


def when(lines: Sequence[Line], pattern: str, after: float = 0.0) -> float | None:
    """When the first line with this pattern came, not before `after`."""
    return next((t for t, line in lines if t >= after and re.search(pattern, line)), None)


def latest(lines: Sequence[Line], pattern: str) -> float | None:
    """When the last line with this pattern came."""
    return max((t for t, line in lines if re.search(pattern, line)), default=None)


def between(begin: float | None, end: float | None) -> float | None:
    """Seconds from one to the other, if both are known."""
    return end - begin if begin is not None and end is not None else None


def known(**figures: float | None) -> Figures:
    """Those that were measured, `_` as `-`."""
    return {name.replace("_", "-"): value for name, value in figures.items() if value is not None}


def speed(lines: Sequence[Line], verb: str) -> tuple[float | None, float | None]:
    """Bytes and megabytes a second of `Wrote … kbytes in … seconds`; Linux's own MB/s counts 1000 KiB as one."""
    for _, line in lines:
        if found := re.search(rf"\b{verb} (\d+) kbytes in (\d+\.\d+) seconds", line):
            size, seconds = int(found[1]) * 1024, float(found[2])
            return float(size), size / 1e6 / seconds if seconds else None
    return None, None


def printk_time(lines: Sequence[Line], words: str) -> float | None:
    """The stamp that Linux itself put before a line."""
    found = next((re.match(r"\[ *(\d+\.\d+)\]", line) for _, line in lines if words in line), None)
    return float(found[1]) if found else None


def linux_figures(boots: Sequence[Sequence[Line]]) -> Figures:
    """Of one story of Debian's kernel: one boot, or the one that hibernates and the one that resumes."""
    first, second = boots[0], boots[1] if len(boots) > 1 else []
    cpus_up, told = r"smp: Brought up", when(first, "MARK kexec$")
    off = between(when(first, "MARK hibernate"), first[-1][0]) if first else None
    image, write = speed(first, "Wrote")
    resumed = when(second, "MARK resumed")
    return known(
        bring_up=between(printk_time(first, "smp: Bringing up secondary"), printk_time(first, cpus_up)),
        start_first=when(first, r"^\[ *\d+\.\d+\] "),  # before it there may be a complaint of QEMU's
        start_cpus=when(first, cpus_up), start_user=when(first, "MARK init"),
        kexec=between(told, when(first, cpus_up, told)) if told is not None else None,
        hibernate=off, resume=resumed, look_resume=between(when(second, "MARK look"), resumed),
        cycle=off + resumed if off is not None and resumed is not None else None,
        image=image, write=write, read=speed(second, "Read")[1])


def value(lines: Sequence[Line], start: str, key: str) -> float | None:
    """The number that `key` has in the first line that begins so."""
    found = next((pairs(line).get(key) for _, line in lines if line.startswith(start)), None)
    return float(found) if found and re.fullmatch(r"\d+(\.\d+)?", found) else None


def soft_boot(lines: Sequence[Line]) -> float | None:
    """Seconds from B's last CPU stopped to A's last CPU online, without what the image took: by the TSC, which goes on.

    None over a power cycle, where it does not.
    """
    events = [pairs(line) for _, line in lines if line.startswith("# EV ")]
    parked = [int(e["t"]) for e in events if e.get("life") == "B1" and e.get("state") == "parked"]
    online = [int(e["t"]) for e in events if e.get("life") == "A" and e.get("why") == "arrived"]
    hertz, image = value(lines, "# tsc_hz", "tsc_hz"), value(lines, "# image bytes", "us")
    if not (parked and online and hertz) or image is None or when(lines, f"^{OFF}$") is not None:
        return None
    return (max(online) - max(parked)) / hertz - image / 1e6


def our_figures(lines: Sequence[Line]) -> Figures:
    """Of one story of ours, whose boots have one log; the way to the RAM store and back is hibernate and resume too."""
    stopped = when(lines, "^# EV .*life=B1 .*state=parked")
    saved = when(lines, f"^{OFF}$") or when(lines, "^# image bytes")
    back = when(lines, BACK)
    brought_up = value(lines, "# PHASE name=bring-up life=B1", "us")
    return known(
        bring_up=brought_up / 1e6 if brought_up is not None else None, whole=back,
        start_first=next((t for t, line in lines if line == "KTAP version 1"), None),
        start_cpus=latest(lines, "^# EV .*life=B1 .*state=online why=arrived"),
        kexec=soft_boot(lines),
        hibernate=between(stopped, saved), resume=between(saved, back), cycle=between(stopped, back),
        look_resume=between(latest(lines, "^# EV .*life=A .*state=offline"), back),
        image=value(lines, "# image bytes", "bytes"),
        write=value(lines, "# disk written", "mb_s"), read=value(lines, "# disk read", "mb_s"))


def stamping(lines: list[Line], clock: Callable[[], float]) -> Callable[[str], None]:
    """What `run_cell` shows its lines to: it keeps each with the seconds since now."""
    begin = clock()

    def show(line: str) -> None:
        lines.append((clock() - begin, clean(line)))

    return show
