"""What can go wrong on the wire."""


class WireError(Exception):
    """The other side sent something that is no message of plain data; the text says what."""


class Unsendable(TypeError):  # noqa: N818 - it says what the value is
    """A value that is no plain data can't cross; the message names it."""


class Closed(WireError):  # noqa: N818 - a state of the line
    """The other side is gone."""
