"""The shortest way to a violation, as a log that scripts/timeline draws."""

from collections.abc import Mapping

from handoff.model.machines import recorded
from handoff.model.search import ModelError, build, command
from handoff.run.names import Kernel
from handoff.timeline.reader import ended, timeline
from handoff.timeline.svg import draw


def counterexample(kernel: Kernel, name: str, chosen: Mapping[str, str | int]) -> str:
    """Its log; the picture lies beside it in build/model/NAME/."""
    where = build(kernel, name, chosen, ["-DSAFETY", "-DBFS", "-DVECTORSZ=2048"], recorded())
    command(["./pan", "-E", "-m200000", "-w20"], where, 60)
    if not list(where.glob("*.trail")):
        raise ModelError(f"{name}: no counter-example")
    said = command(["./pan", "-r", "-n"], where, 30)
    lines = [line.strip().replace("life=0", "life=A").replace("life=1", "life=B2") for line in said.splitlines()]
    log = "\n".join(["KTAP version 1", "# tsc_hz=1000", *(line for line in lines if line.startswith("# ")), ""])
    (where / "counterexample.log").write_text(log)
    (where / "timeline.svg").write_text(draw(ended(timeline(log), "crashed", "the model's shortest counter-example")))
    return log
