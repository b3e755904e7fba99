"""A timeline as a value change dump (IEEE 1364, 18), for GTKWave: one signal per CPU, of its type `string`."""

import re

from handoff.timeline.model import Timeline


def code(index: int) -> str:
    """A variable's short name: printable characters, 94 of them."""
    text = ""
    while True:
        text += chr(33 + index % 94)
        index //= 94
        if index == 0:
            return text


def word(text: str) -> str:
    """A string value ends at the first space."""
    return re.sub(r"[^!-~]", "_", text) or "?"


def vcd(line: Timeline) -> str:
    """The file; times are nanoseconds."""
    signals = {cpu: code(i + 3) for i, cpu in enumerate(line.cpus)}
    life, copy, event = code(0), code(1), code(2)
    out = ["$comment the states of each CPU, from the log of Handoff $end", "$timescale 1 ns $end",
           "$scope module handoff $end",
           f"$var string 1 {life} life $end", f"$var wire 1 {copy} copy $end", f"$var string 1 {event} event $end",
           *(f"$var string 1 {signal} cpu{cpu:03} $end" for cpu, signal in signals.items()),
           "$upscope $end", "$enddefinitions $end"]
    changes: list[tuple[int, int, str]] = [(0, 0, f"0{copy}"), (0, 0, f"s- {event}"), (0, 0, f"s- {life}"),
                                           *((0, 0, f"soff {signal}") for signal in signals.values())]

    def at(seconds: float) -> int:
        return round(seconds * 1e9)

    for segment in line.segments:
        changes.append((at(segment.start), 1, f"s{word(segment.life)} {life}"))
    for start, end in line.copies:
        changes += [(at(start), 1, f"1{copy}"), (at(end), 1, f"0{copy}")]
    for span in line.spans:
        changes.append((at(span.start), 1, f"s{word(span.state)}:{word(span.why)} {signals[span.cpu]}"))
    for epoch in line.epochs[1:]:
        changes += [(at(epoch), 0, f"soff {signal}") for signal in signals.values()]
    for mark in line.marks:
        who = "" if mark.cpu is None else f"cpu{mark.cpu}:"
        changes.append((at(mark.at), 1, f"s{who}{word(mark.kind + ':' + mark.text)} {event}"))
    now = -1
    for time, _, change in sorted(changes, key=lambda c: c[:2]):
        if time != now:
            out.append(f"#{time}")
            now = time
        out.append(change)
    if at(line.end) > now:
        out.append(f"#{at(line.end)}")
    return "\n".join(out) + "\n"
