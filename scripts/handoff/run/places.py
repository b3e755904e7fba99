"""Emulated machines that serve many runs, one after the other: a host of KVM, a Xen with its dom0.

As many places as there may be machines at a time.  A machine is started when it is first needed, and after it died; who
has taken a place has its machine alone.
"""

import atexit
import contextlib
import queue
import threading
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar

from handoff.run.errors import NoMachine

PATIENCE = 1200.0  # seconds, for the runs of others, each of which has its own time


class Outer(Protocol):
    """What an emulated machine has to be able to."""

    def alive(self) -> bool:
        """Is it still there?"""

    def close(self) -> None:
        """Switches it off."""


Key = TypeVar("Key", bound=Hashable)  # what it is made from, e.g. which QEMU
M = TypeVar("M", bound=Outer)


class Place(Generic[Key, M]):
    """Room for one machine."""

    def __init__(self, make: Callable[[Key], M]) -> None:
        self.make = make
        self.machine: M | None = None
        self.key: Key | None = None

    def get(self, key: Key) -> M:
        """The running machine; NoMachine if it cannot be had."""
        if self.machine is not None and (self.key != key or not self.machine.alive()):
            self.stop()
        if self.machine is None:
            self.machine, self.key = self.make(key), key
        return self.machine

    def stop(self) -> None:
        """Switches the machine off, if there is one."""
        if self.machine is not None:
            self.machine.close()
        self.machine = None


class Places(Generic[Key, M]):
    """All of them.  `make` starts a machine, or raises NoMachine."""

    def __init__(self, make: Callable[[Key], M], count: int) -> None:
        self.places = [Place(make) for _ in range(count)]
        self.free: queue.LifoQueue[Place[Key, M]] = queue.LifoQueue()  # whose machine was used last, which has booted
        for place in self.places:
            self.free.put(place)
        self.lock = threading.Lock()
        self.reasons: dict[Key, str] = {}
        atexit.register(self.stop)

    def take(self) -> Place[Key, M] | None:
        """One that nobody has, for give_back(); None if there is none for so long."""
        with contextlib.suppress(queue.Empty):
            return self.free.get(timeout=PATIENCE)
        return None

    def give_back(self, place: Place[Key, M]) -> None:
        """For the next run."""
        self.free.put(place)

    def why_not(self, key: Key) -> str:
        """Why no machine can be had, empty if one can.  Asked once, not for each of a hundred runs; starts it."""
        with self.lock:
            if key not in self.reasons:
                self.reasons[key] = self.ask(key)
            return self.reasons[key]

    def ask(self, key: Key) -> str:
        """Tries it."""
        place = self.take()
        if place is None:
            return f"busy for {PATIENCE:.0f} s"
        try:
            place.get(key)
        except NoMachine as error:
            return str(error)
        finally:
            self.give_back(place)
        return ""

    def stop(self) -> None:
        """Switches all of them off."""
        for place in self.places:
            place.stop()
