"""Why there is no run: what a user did wrong, and what this machine does not have."""


class OptionError(ValueError):
    """A variable that cannot be meant; the message names it and what it may hold."""


class NoMachine(Exception):
    """There is no such machine here, for the reason that is the message."""
