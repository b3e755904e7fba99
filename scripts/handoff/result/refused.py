"""Why a result is not taken, by name."""


class Refused(ValueError):
    """`name` is one of the words that docs/result.md explains; the text is for the person who sent it."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: {text}")
        self.name = name


GARBLED, CROPPED, DOUBLED, FORGED, UNREADABLE = "garbled", "cropped", "doubled", "forged", "unreadable"
