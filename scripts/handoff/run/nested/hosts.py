"""The emulated hosts of this process: as many as there are runs at a time, each used by one run after the other."""

import atexit
import contextlib
import queue
import threading
from pathlib import Path

from handoff.run.nested.host import Host, HostError

COUNT = 2  # one run keeps one of the real CPUs busy: mostly a single virtual CPU at a time gets on
LOCK_SECONDS = 1200.0  # for the runs of others in the same host, each of which has its own time

Key = tuple[tuple[str, ...], Path]  # QEMU and the root file system whose kernel it runs


class Place:
    """Room for one host: started when it is first needed, and after it died.  Who has it has it alone."""

    def __init__(self) -> None:
        self.host: Host | None = None
        self.key: Key | None = None

    def get(self, key: Key) -> Host:
        """The running host; HostError if it cannot be had."""
        if self.host is not None and (self.key != key or not self.host.alive()):
            self.stop()
        if self.host is None:
            try:
                self.host, self.key = Host(*key), key
            except OSError as error:  # no QEMU, a full disk
                raise HostError((error.strerror or "no-host").replace(" ", "-")) from error
        return self.host

    def stop(self) -> None:
        """Ends the host, if there is one."""
        if self.host is not None:
            self.host.close()
        self.host = None


class Hosts:
    """All of them."""

    def __init__(self, count: int = COUNT) -> None:
        self.places = [Place() for _ in range(count)]
        self.free: queue.LifoQueue[Place] = queue.LifoQueue()  # the one used last is the one that has booted
        for place in self.places:
            self.free.put(place)
        self.lock = threading.Lock()
        self.reasons: dict[Key, str | None] = {}
        atexit.register(self.stop)

    def take(self) -> Place | None:
        """One that nobody has, for give_back(); None if there is none for so long."""
        with contextlib.suppress(queue.Empty):
            return self.free.get(timeout=LOCK_SECONDS)
        return None

    def give_back(self, place: Place) -> None:
        """For the next run."""
        self.free.put(place)

    def unusable(self, qemu: tuple[str, ...], tree: Path) -> str | None:
        """Why no host can be had; who never had one is not asked again for each of a hundred runs."""
        with self.lock:
            if (qemu, tree) not in self.reasons:
                self.reasons[qemu, tree] = self.why_not((qemu, tree))
            return self.reasons[qemu, tree]

    def why_not(self, key: Key) -> str | None:
        """Asked once."""
        place = self.take()
        if place is None:
            return "the-emulated-host-is-busy"
        try:
            place.get(key)
        except HostError as error:
            return str(error)
        finally:
            self.give_back(place)
        return None

    def stop(self) -> None:
        """Ends them."""
        for place in self.places:
            place.stop()


HOSTS = Hosts()
