"""What a user did wrong."""


class OptionError(ValueError):
    """A variable that cannot be meant; the message names it and what it may hold."""
