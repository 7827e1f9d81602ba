"""Which names of a test the instructor's solution reads, binds and changes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SolutionNames:
    """What the instructor's own solution does with global names; a submission changes none of it.

    Its functions read `read` and bind `bound`; `changed` are data of locked cells that it changes.
    """

    read: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
