"""A run for the demo: scripts/run as a child, its log taken down as it comes.

It is a child and not a thread so that it can be ended, with its emulator, the moment nobody wants to see it any more.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile

from handoff import ROOT
from handoff.judge.log import clean, pairs
from handoff.run.options import Options

PATIENCE = 5.0  # seconds in which scripts/run ends its emulator and removes what it has made


class Recording:
    """The log of one run, from its first line to its verdict."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.lines: list[str] = []
        self.verdict = ""
        self.rest = b""
        self.ended = False
        self.stderr = tempfile.TemporaryFile()
        words = [f"{name}={value}" for name, value in options.given.items()]
        # A session of its own: Ctrl-C at the terminal is ours to answer, and what is left can be killed as one group.
        self.process = subprocess.Popen([sys.executable, str(ROOT / "scripts" / "run"), *words], cwd=ROOT,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.stderr,
                                        start_new_session=True)
        assert self.process.stdout is not None
        self.fd = self.process.stdout.fileno()

    def read(self) -> None:
        """Takes in what there is; waits for it if there is nothing yet."""
        data = os.read(self.fd, 1 << 16)
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in [clean(raw.decode(errors="replace")) for raw in lines]:
            if line.startswith("VERDICT "):
                self.verdict = line
            else:
                self.lines.append(line)
        if not data:
            self.ended = True
            self.process.wait()

    def read_available(self) -> None:
        """Takes in what there is, without waiting for more."""
        while not self.ended and select.select([self.fd], [], [], 0)[0]:
            self.read()

    def finish(self) -> "Recording":
        """The whole run."""
        while not self.ended:
            self.read()
        return self

    def word(self) -> str:
        """The verdict's word."""
        return self.verdict.split()[1] if self.verdict else "crashed"

    def failed(self) -> bool:
        """Was there no run at all, so that there is nothing to show?"""
        return self.ended and (not self.verdict or pairs(self.verdict)["reason"] == "emulator-did-not-start")

    def reason(self) -> str:
        """The verdict's reason; what was said instead if there was no run."""
        if self.verdict:
            reason = pairs(self.verdict)["reason"]
            return f"{reason}; {' '.join(self.lines[-3:])}" if self.failed() else reason
        self.stderr.seek(0)
        said = self.stderr.read().decode(errors="replace").strip().splitlines()
        return f"the run ended without a verdict: {said[-1] if said else 'in silence'}"

    def close(self) -> None:
        """Ends the run, with its emulator, if it still goes on."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(PATIENCE)
            # Interrupted while it started its emulator, scripts/run may leave that behind: it is in the same group.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.stderr.close()
