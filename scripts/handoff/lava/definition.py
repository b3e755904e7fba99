"""The text of a job file.

LAVA believes the log's `ok` and `not ok` lines, one test case each, and then one line more: `# RESULT`, or a second
`KTAP version 1`, by which a machine says that it was reset.  The last word is the judge's (results.py).

What LAVA looks for has to say where it ends: a line may come in two pieces, and the first would be taken for all of it.
"""

import json
import shlex

from handoff.judge.judge import EXIT_CODES
from handoff.lava.jobs import BOARD, Job, options_of, suite
from handoff.matrix.matrix import Cell, Matrix
from handoff.run.options import Options
from handoff.run.qemu.machine import hardware

PATIENCE = 4  # times that of a run here: a worker has other jobs, and a board's firmware takes its time
LAVA_SAYS = {0: "pass", 77: "skip", 1: "fail"}
USUAL = 90.0  # seconds that a cell takes on a worker that is busy
FIXED = {word: LAVA_SAYS[code] for word, code in EXIT_CODES.items()} | {"1": "fail"}  # KTAP version 1, again

HEAD = """\
# {name}: written by `make lava`; docs/lab.md says how it is used.
job_name: handoff {name}
visibility: public
priority: medium
timeouts:
  job: {{minutes: {minutes}}}
  action: {{minutes: 5}}
  connection: {{minutes: 3}}
context: {{arch: amd64}}
actions:
"""
MACHINE = """
- deploy:
    to: tmpfs
    images:
      kernel:
        image_arg: {argument}
        url: {url}
- boot: {{method: qemu, media: tmpfs}}
"""
# By GRUB, which PXE has started: iPXE by itself boots Multiboot 1 only.
NETWORK = """
- deploy:
    to: tftp
    kernel: {{url: {url}, type: image}}
- boot:
    method: grub
    commands:
    - net_bootp
    - {command}
    - boot
"""
STICK = """
- boot: {method: minimal}
"""
TEST = """\
- test:
    timeout: {{seconds: {seconds}}}
    monitors:
    - name: {suite}
      start: "KTAP version 1"
      end: '(?=# RESULT|KTAP version 1)'
      pattern: '(?P<result>ok|not ok) \\d+ - (?P<test_case_id>[^\\r\\n#]*[^\\r\\n# ])(?= *[\\r\\n#])'
      fixupdict: {{ok: pass, not ok: fail}}
    - name: {suite}
      start: '(?=# RESULT|KTAP version 1)'
      end: 'reason=[^\\r\\n]*[\\r\\n]|1\\.\\.\\d+'
      pattern: '(?P<test_case_id>RESULT|KTAP version) (?P<result>\\w+)\\s'
      fixupdict: {fixed}
"""


def test(name: str, seconds: float) -> str:
    """What LAVA looks for in one log."""
    return TEST.format(suite=name, seconds=round(seconds), fixed=json.dumps(FIXED))


def machine(options: Options, url: str) -> str:
    """A QEMU as `make run` makes it."""
    words = ["-kernel", "{kernel}", "-append", " ".join(options.words()),
             *hardware(options.platform().accelerator, options)]
    return MACHINE.format(argument=json.dumps(shlex.join(words).replace("'{kernel}'", "{kernel}")), url=url)


def stanza(matrix: Matrix, platform: str, cell: Cell, url: str) -> str:
    """One cell: a boot and what is looked for."""
    options = options_of(matrix, platform, cell)
    words = " ".join(options.words())
    command = json.dumps(f"multiboot2 (tftp,{{SERVER_IP}})/{{KERNEL}} {words}")
    boot = NETWORK.format(url=url, command=command) if platform == BOARD else machine(options, url)
    return boot + test(suite(platform, cell), PATIENCE * options.timeout())


def head(name: str, seconds: float) -> str:
    """What every job begins with."""
    return HEAD.format(name=name, minutes=5 + round(seconds / 60))


def text(matrix: Matrix, job: Job, url: str) -> str:
    """The job file."""
    stanzas = [stanza(matrix, job.platform, cell, url) for cell in job.cells]
    return head(job.name(), USUAL * len(job.cells)) + "".join(stanzas)


def stick(seconds: float) -> str:
    """The job of a board with the stick in it, whose menu runs what it runs."""
    return head("board-stick", seconds) + STICK + test("board.stick", seconds)
