"""QEMU's control socket: starts the guest, learns why it ended, reads its memory."""

import json
import socket
from typing import Any

ANSWER_SECONDS = 30.0


class Qmp:
    """One end of a socket pair; the other end is QEMU's, inherited as a file descriptor, so no path is needed."""

    def __init__(self) -> None:
        self.socket, self.theirs = socket.socketpair()
        self.buffer = b""
        self.shutdown_reason: str | None = None

    def connect(self, seconds: float = ANSWER_SECONDS) -> bool:
        """Shakes hands; False if QEMU went away instead.  Call it after QEMU was started with `theirs`.

        QEMU answers when it has made the machine: with 1,024 CPUs after 98 s.
        """
        self.theirs.close()
        self.socket.settimeout(max(seconds, ANSWER_SECONDS))
        try:
            if self.receive() is None:
                return False
            self.execute("qmp_capabilities")
        except OSError:
            return False
        self.socket.settimeout(ANSWER_SECONDS)
        return True

    def receive(self) -> dict[str, Any] | None:
        """The next message, or None at the end of the conversation; notes why the guest shut down."""
        while b"\n" not in self.buffer:
            data = self.socket.recv(65536)
            if not data:
                return None
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        message: dict[str, Any] = json.loads(line)
        if message.get("event") == "SHUTDOWN":
            self.shutdown_reason = message["data"].get("reason", "unknown")
        return message

    def execute(self, command: str, **arguments: Any) -> Any:
        """Runs one command and returns its answer; OSError if there is none."""
        self.socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        while (message := self.receive()) is not None:
            if "return" in message:
                return message["return"]
            if "error" in message:
                raise OSError(f"{command}: {message['error'].get('desc')}")
        raise OSError(f"{command}: the emulator went away")

    def drain(self) -> None:
        """Reads what is left to read after the emulator has ended."""
        try:
            self.socket.settimeout(1)
            while self.receive() is not None:
                pass
        except OSError:
            pass

    def close(self) -> None:
        """Closes both ends."""
        self.theirs.close()
        self.socket.close()
