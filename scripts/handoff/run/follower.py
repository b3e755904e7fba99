"""Follows what somebody else writes."""

from pathlib import Path


class Follower:
    """Reads a growing file line by line."""

    def __init__(self, path: Path) -> None:
        self.path, self.offset, self.rest = path, 0, b""

    def lines(self, final: bool = False) -> list[str]:
        """The lines completed since the last call; at the end, an unfinished one too."""
        if self.path.exists():
            with open(self.path, "rb") as file:
                file.seek(self.offset)
                data = file.read()
            self.offset += len(data)
            self.rest += data
        *lines, self.rest = self.rest.split(b"\n")
        if final and self.rest:
            lines.append(self.rest)
        return [line.decode(errors="replace") for line in lines]
