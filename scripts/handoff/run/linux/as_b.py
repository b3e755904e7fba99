"""One run with Linux as kernel B: what QEMU boots, what it traced of INIT, and what that adds to the verdict."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from handoff.judge import linux
from handoff.judge.judge import End, Facts
from handoff.judge.log import Log
from handoff.judge.verdict import Verdict
from handoff.linux import debian
from handoff.run.linux import console, initramfs
from handoff.run.linux.story import kernel_of, version_of
from handoff.run.options import Options

# Its init looks at the safe pages. They are reserved, and lie behind the BIOS' memory: to Linux that is one range,
# which /dev/mem does not show otherwise (CONFIG_IO_STRICT_DEVMEM).
MEMORY = "iomem=relaxed"
RESET = re.compile(r"^CPU Reset \(CPU (\d+)\)$", re.MULTILINE)  # QEMU's -d cpu_reset: what it does at an INIT


def by_number(item: tuple[str, int]) -> int:
    """Of a CPU in the trace."""
    return int(item[0])


@dataclass
class LinuxAsB:
    """The Linux of one run."""

    options: Options
    directory: Path
    kernel: Path
    before: Counter[str] = field(default_factory=Counter)

    def inits(self) -> Counter[str]:
        """How often each CPU was reset: when the machine started, and by every INIT since."""
        log = self.directory / "qemu.log"
        return Counter(RESET.findall(log.read_text(errors="replace"))) if log.exists() else Counter()

    def hears(self, line: str) -> None:
        """A's line before it sends any CPU away: it has started them all, so whatever INIT comes now is a handoff's."""
        if line.startswith("# to linux "):
            self.before = self.inits()

    def look(self, cpu: int, registers: dict[str, str]) -> str:
        """Nobody asks for it: our kernel knows where its CPUs are."""
        return f"cpu={cpu} rip={registers.get('RIP', '?')}"

    def complete(self, verdict: Verdict, log: Log, facts: Facts) -> Verdict:
        """With which Linux it was, and what it said last if it never came to the end of the story."""
        said = console.text(self.directory)
        verdict = replace(verdict, keys=verdict.keys | {"b": version_of(said, self.kernel)})
        if verdict.word == "recovered" and [*log.all("took")][0].fields["by"] == "mailbox" and self.since():
            return replace(verdict, word="crashed", reason="contradiction-init-reached-a-cpu")
        if log.results or facts.end in (End.NOT_STARTED, End.DIED):
            return verdict
        if panic := linux.PANIC.search(said):
            return replace(verdict, reason=f"linux-panic-{linux.slug(panic[1])}")
        is_in_linux = facts.end is End.TIMEOUT and said.strip()
        return replace(verdict, reason=f"{verdict.reason}-in-linux") if is_in_linux else verdict

    def since(self) -> Counter[str]:
        """INITs that reached CPUs since A began to send them away."""
        return self.inits() - self.before

    def is_traced(self) -> bool:
        """Does this machine trace INITs?  KVM does not; else all CPUs but the first have had some by then."""
        others = [count for cpu, count in self.before.items() if cpu != "0"]
        return bool(others) and min(others) > self.before["0"]

    def remarks(self, log: Log) -> list[str]:
        """Of QEMU's trace, if A sent anybody away; and of Linux' console, for a run that it has not ended."""
        inits = " ".join(f"cpu={cpu}:{count}" for cpu, count in sorted(self.since().items(), key=by_number)) or "none"
        last_words = [] if log.results else console.last_words(self.directory)
        said = f"INITs since A began to send CPUs away: {inits}" if self.is_traced() else "INITs are not traced here"
        return [*([said] if log.all("to") and self.options.cpus() > 1 else []), *last_words]


def prepare(options: Options, directory: Path) -> LinuxAsB:
    """Everything that the run needs; PackageError if there is no Linux to be had."""
    tree = debian.unpacked(debian.CLOUD)
    kernel = kernel_of(options, tree)
    initramfs.write_for_b(module(directory), tree, kernel, f"{console.words(options)} {MEMORY}")
    console.log_of(directory).unlink(missing_ok=True)
    return LinuxAsB(options, directory, kernel)


def module(directory: Path) -> Path:
    """What the loader is to bring along with our kernel."""
    return directory / "linux.cpio"
