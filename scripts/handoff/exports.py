"""A timeline for other programs: Chrome trace JSON (Perfetto) and VCD (GTKWave), a track a CPU."""

import json

from handoff.timeline import Timeline


def chrome_trace(line: Timeline) -> str:
    """Trace Event Format: complete events for states, instant events for marks; microseconds."""
    events: list[dict[str, object]] = [
        {"ph": "M", "pid": 1, "tid": cpu, "name": "thread_name", "args": {"name": f"cpu {cpu}"}}
        for cpu in range(line.cpus)]
    events += [{"ph": "X", "pid": 1, "tid": s.cpu, "name": s.state, "cat": "state", "ts": s.start * 1e6,
                "dur": (s.end - s.start) * 1e6, "args": {"why": s.why}} for s in line.spans]
    events += [{"ph": "X", "pid": 2, "tid": 0, "name": life, "cat": "life", "ts": start * 1e6,
                "dur": (end - start) * 1e6} for life, start, end in line.lives]
    events += [{"ph": "i", "pid": 1, "tid": m.cpu or 0, "name": m.text, "cat": m.kind, "ts": m.at * 1e6,
                "s": "t" if m.cpu is not None else "g"} for m in line.marks]
    return json.dumps({"traceEvents": events, "otherData": {"verdict": line.verdict}}) + "\n"


def identifier(number: int) -> str:
    """A VCD identifier: printable characters from ! on."""
    digits = ""
    while True:
        digits += chr(33 + number % 94)
        number = number // 94 - 1
        if number < 0:
            return digits


def vcd(line: Timeline) -> str:
    """IEEE 1364, 18: a string variable a CPU, and one for the life; nanoseconds."""
    names = [f"cpu{cpu}" for cpu in range(line.cpus)] + ["life", "event"]
    changes: list[tuple[int, int, str]] = []
    for s in line.spans:
        changes.append((round(s.start * 1e9), s.cpu, s.state))
    for life, start, _ in line.lives:
        changes.append((round(start * 1e9), line.cpus, life))
    for m in line.marks:
        changes.append((round(m.at * 1e9), line.cpus + 1, "_".join(m.text.split())[:40]))
    out = ["$timescale 1 ns $end", "$scope module handoff $end",
           *(f"$var string 1 {identifier(i)} {name} $end" for i, name in enumerate(names)),
           "$upscope $end", "$enddefinitions $end"]
    at = -1
    for time, which, value in sorted(changes, key=lambda change: change[0]):
        if time != at:
            out.append(f"#{time}")
            at = time
        out.append(f"s{value} {identifier(which)}")
    return "\n".join(out) + "\n"
