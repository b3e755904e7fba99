"""What `make demo` tells: a tour of runs, or the runs that its variables ask for."""

from collections.abc import Iterable
from dataclasses import dataclass

from handoff.run.options import METHODS, OptionError, Options, parse

# The methods in the order in which people had the ideas; two of them a second time, with the event that decides.
TOUR = (("mwait", ""), ("hlt", ""), ("hlt", "nmi"), ("jmp", ""), ("init", ""), ("mailbox", ""), ("park", ""),
        ("park", "nmi"))

OWN = ("AUTO", "NO_COLOR", "SPEED")
# Of a run, but not of one that is replayed, or not of several runs.
NOT_HERE = ("DEBUG", "DIRECTORY", "DISK_FILE", "FAULT", "GDB_PORT", "PROBE", "RESUME")
NOT_TOLD = ("none",)
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


def chapters_of(given: dict[str, str]) -> tuple[Options, ...]:
    """The runs to show: METHOD may name several; without METHOD it is the tour, or with INJECT every method once."""
    rest = [f"{name}={value}" for name, value in given.items() if name != "METHOD"]
    parse(rest)
    methods = given.get("METHOD", "").split()
    if unknown := [method for method in methods if method not in METHODS or method in NOT_TOLD]:
        told = " ".join(method for method in METHODS if method not in NOT_TOLD)
        raise OptionError(f"METHOD={unknown[0]} is unknown to the demo; METHOD is one or more of: {told}")
    if not methods and {"INJECT", "AT"} & given.keys():
        methods = list(dict.fromkeys(method for method, _ in TOUR))
    if methods:
        return tuple(parse([f"METHOD={method}", *rest]) for method in methods)
    return tuple(parse([f"METHOD={method}", *([f"INJECT={event}", "AT=copied"] if event else []), *rest])
                 for method, event in TOUR)


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
