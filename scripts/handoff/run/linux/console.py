"""Linux' own console in a run: the second serial port, as the first is our kernel's."""

from collections.abc import Callable
from pathlib import Path

from handoff.judge import linux
from handoff.run.options import Options

# Without no_timer_check a busy host makes it panic: it counts 4 ticks of the timer in the time of 10.  With
# no_console_suspend it says on its way to a resume what it does, and why it dies there.
WORDS = "console=ttyS1 printk.devkmsg=on panic=-1 no_timer_check no_console_suspend"
LAST_WORDS = 5
NAME = "linux.log"


def words(options: Options) -> str:
    """Of its command line, those that are asked for behind ours."""
    return f"{WORDS} {options['LINUX_ARGS']}".rstrip()


def log_of(directory: Path) -> Path:
    """Where the emulator writes it."""
    return directory / NAME


def arguments(directory: Path, escaped: Callable[[Path], str]) -> list[str]:
    """QEMU's."""
    return ["-chardev", f"file,id=com2,path={escaped(log_of(directory))},append=on", "-serial", "chardev:com2"]


def text(directory: Path) -> str:
    """All that Linux has said so far."""
    log = log_of(directory)
    return log.read_text(errors="replace").replace("\r", "") if log.exists() else ""


def last_words(directory: Path) -> list[str]:
    """The end of it, and what it panicked of, if it did."""
    lines = [line for line in text(directory).split("\n") if line.strip()]
    return [line for line in lines[:-LAST_WORDS] if linux.PANIC.search(line)] + lines[-LAST_WORDS:]
