"""An NMI or SMI from outside, at equally spaced moments of the whole story: it is survived and counted, whatever runs.

`make nmi-sweep` does thousands; a few of them are part of the boot tests (tests/boot/test_nmi.py).

    make nmi-sweep SWEEP="METHOD=park,jmp PLATFORM=qemu-multi RUNS=50 EACH=20"
    make nmi-sweep SWEEP="EVENT=smi WHO=boot"

Where a method is said to die (docs/matrix.md) its death is told from any other by the log (`may_die_here`).
"""

import sys
from collections import Counter
from collections.abc import Iterator

from disturbance import DISTURBANCES, Disturbance, Outcome, disturbed

SURVIVORS = "park,jmp,mailbox,init"


def moments_of(run: int, runs: int, each: int, seconds: float) -> list[float]:
    """Those of one run; all runs together have `runs * each`, equally spaced."""
    return [(i + run / runs) * seconds / each for i in range(each)]


def sweep(how: Disturbance, runs: int, each: int, *variables: str) -> Iterator[Outcome]:
    """Disturbed runs, each at moments of its own."""
    seconds = min(disturbed(how, [], *variables).seconds for _ in range(3))  # the host may be busy in one of them
    for run in range(runs):
        yield disturbed(how, moments_of(run, runs, each, seconds), *variables)


def cell(how: Disturbance, runs: int, each: int, *words: str) -> bool:
    """One method on one platform: says what became of it; False if a run died where it must not."""
    sent = counted = 0
    became: Counter[str] = Counter()
    for outcome in sweep(how, runs, each, *words):
        sent, counted = sent + outcome.sent, counted + outcome.counted
        became[outcome.word()] += 1
        if outcome.word() == "DIED":
            print(f"# {outcome.verdict} after {outcome.sent}, last: {outcome.log.last_line()}")
    ends = ", ".join(f"{n} {word}" for word, n in became.items())
    print(f"{how.event} to {how.who}: {' '.join(words[:3])}: {runs} runs, {sent} moments, {counted} counted; {ends}",
          flush=True)
    return "DIED" not in became


def main() -> int:
    """Sweeps each method on each platform; 1 if a run died where it must not."""
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    runs, each = int(given.get("RUNS", "50")), int(given.get("EACH", "20"))
    how = DISTURBANCES[given.get("EVENT", "nmi"), given.get("WHO", "all")]
    good = True
    for platform in given.get("PLATFORM", "qemu-multi,qemu-single").split(","):
        for method in given.get("METHOD", SURVIVORS).split(","):
            machine = (f"OFFLINE={given.get('OFFLINE', 'hlt')}", f"SMP={given.get('SMP', '1x2x2')}", "WITNESS=1M")
            good &= cell(how, runs, each, f"METHOD={method}", f"PLATFORM={platform}", *machine, "TIMEOUT=30")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
