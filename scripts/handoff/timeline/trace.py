"""A timeline as Chrome trace JSON, for https://ui.perfetto.dev and chrome://tracing: a track per CPU."""

import json
from typing import Any

from handoff.timeline.model import Timeline

CPUS, STORY = 1, 2  # the two "processes"


def trace(line: Timeline) -> dict[str, Any]:
    """Times are microseconds."""
    events: list[dict[str, Any]] = []

    def name(what: str, pid: int, tid: int, text: str) -> None:
        events.append({"ph": "M", "name": what, "pid": pid, "tid": tid, "args": {"name": text}})

    def slice_of(pid: int, tid: int, text: str, start: float, end: float, **args: str) -> None:
        events.append({"ph": "X", "name": text, "pid": pid, "tid": tid, "ts": round(start * 1e6, 3),
                       "dur": round(max(end - start, 0.0) * 1e6, 3), "args": args})

    name("process_name", CPUS, 0, "CPUs")
    name("process_name", STORY, 0, "story")
    name("thread_name", STORY, 1, "lives")
    name("thread_name", STORY, 2, "copy")
    for cpu in line.cpus:
        name("thread_name", CPUS, cpu + 1, f"CPU {cpu}" + (" (sibling)" if cpu in line.siblings else ""))
        events.append({"ph": "M", "name": "thread_sort_index", "pid": CPUS, "tid": cpu + 1,
                       "args": {"sort_index": cpu}})
    for segment in line.segments:
        slice_of(STORY, 1, segment.life, segment.start, segment.end)
    for start, end in line.copies:
        slice_of(STORY, 2, "copy", start, end)
    for span in line.spans:
        slice_of(CPUS, span.cpu + 1, span.state, span.start, span.end, why=span.why)
    for mark in line.marks:
        everybody = mark.cpu is None
        events.append({"ph": "i", "name": f"{mark.kind}: {mark.text}", "s": "g" if everybody else "t",
                       "pid": STORY if everybody else CPUS, "tid": 1 if mark.cpu is None else mark.cpu + 1,
                       "ts": round(mark.at * 1e6, 3)})
    return {"displayTimeUnit": "ms", "traceEvents": events, "otherData": {"verdict": line.verdict, **line.options}}


def as_json(line: Timeline) -> str:
    """The file."""
    return json.dumps(trace(line), separators=(",", ":")) + "\n"
