"""What is thrown when a log contradicts itself."""


class Contradiction(Exception):
    """The message is one word with hyphens, for reason=contradiction-…"""


def hold(claim: object, word: str) -> None:
    """Throws unless the claim is true."""
    if not claim:
        raise Contradiction(word)
