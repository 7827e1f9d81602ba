"""Tell cells that are Python as they stand: IPython reads each token of all others."""

import re

_SIGNS = re.compile(
    r"""^[ \t]*(?:[%!?,;/]|>>>|\.\.\.|In\ \[)   # at a line's start: %magic, !command, prompts
    | =[ \t]*[%!]                               # x = %magic, x = !command
    | \?[ \t;]*(?:\#.*)?$                       # help?
    | ^[ \t]+$                                  # lines of blanks, which it empties
    | [\\\f\r\v\x1c-\x1e\x85\u2028\u2029]       # what may break lines, or join them
    """,
    re.MULTILINE | re.VERBOSE,
)


def is_python(source: str) -> bool:
    """Return whether IPython would leave a cell as it is, but for a line break at its end.

    A cell of one line may be a command or a name for it, so it is never told to be Python.
    """
    start = source[:1]
    if not start or start.isspace() or source.count("\n", 0, -1) == 0:
        return False
    return not _SIGNS.search(source)
