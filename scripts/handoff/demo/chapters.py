"""What `make demo` tells: a tour of runs, or the runs that its variables ask for."""

from collections.abc import Iterable
from dataclasses import dataclass

from handoff.demo import narration
from handoff.run.errors import OptionError
from handoff.run.names import Kernel
from handoff.run.options import Options, parse

OWN = ("AUTO", "NO_COLOR", "SPEED")
# Of a run, but not of one that is replayed, or not of several runs.
NOT_HERE = ("DEBUG", "DIRECTORY", "DISK_FILE", "FAULT", "GDB_PORT", "PROBE", "RESUME")
SLOWEST, FASTEST = 0.1, 100.0


@dataclass(frozen=True)
class Wishes:
    """What the variables of `make demo` ask for."""

    chapters: tuple[Options, ...]
    auto: bool
    no_color: bool
    speed: float | None  # None: not given


def switch(name: str, value: str) -> bool:
    """0 or 1."""
    if value not in ("", "0", "1"):
        raise OptionError(f"{name}={value} is unknown; {name} may be: 0 1")
    return value == "1"


def speed_of(value: str) -> float | None:
    """How many times as fast as usual."""
    if not value:
        return None
    try:
        speed = float(value)
    except ValueError:
        speed = 0
    if not SLOWEST <= speed <= FASTEST:
        raise OptionError(f"SPEED={value} is malformed; SPEED is how many times as fast, "
                          f"{SLOWEST:g} to {FASTEST:g}, as in 2 or 0.5")
    return speed


def tour(kernel: Kernel) -> list[tuple[str, str]]:
    """Methods and events: those with words of their own in the order of narration.py, then what else there is."""
    told = {method: words for method, words in narration.METHODS.items() if method in kernel.methods()}
    chapters = [(method, event) for method, words in told.items() if words.in_tour
                for event in dict.fromkeys(("", words.again))]
    return chapters + [(method, "") for method in kernel.methods() if method not in told]


def chapters_of(given: dict[str, str]) -> tuple[Options, ...]:
    """The runs to show: METHOD may name several; without METHOD it is the tour, or with INJECT every method once."""
    rest = [f"{name}={value}" for name, value in given.items() if name != "METHOD"]
    kernel = parse(rest).kernel()
    methods = given.get("METHOD", "").split()
    if unknown := [method for method in methods if method not in kernel.methods()]:
        raise OptionError(f"METHOD={unknown[0]} is unknown to the demo; METHOD is one or more of: "
                          f"{' '.join(kernel.methods())}")
    if not methods and {"INJECT", "AT"} & given.keys():
        methods = list(dict.fromkeys(method for method, _ in tour(kernel)))
    if methods:
        return tuple(parse([f"METHOD={method}", *rest]) for method in methods)
    return tuple(parse([f"METHOD={method}", *([f"INJECT={event}", "AT=copied"] if event else []), *rest])
                 for method, event in tour(kernel))


def wishes(arguments: Iterable[str]) -> Wishes:
    """Reads NAME=value arguments; OptionError says what is wrong with them."""
    given: dict[str, str] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals:
            parse([argument])  # raises, and says how variables are written
        if name in NOT_HERE and value:
            raise OptionError(f"{name}={value} means nothing to the demo; it is a variable of make run")
        if value or name not in OWN:
            given[name] = value
    own = {name: given.pop(name, "") for name in OWN}
    return Wishes(chapters_of(given), switch("AUTO", own["AUTO"]), bool(own["NO_COLOR"]), speed_of(own["SPEED"]))
