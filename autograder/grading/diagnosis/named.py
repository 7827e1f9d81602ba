"""A mistake as the student reads of it."""

from dataclasses import dataclass

from autograder.grading.mistakes.mistake import Mistake


@dataclass(frozen=True)
class Named:
    """A named mistake: what it is, a question that leads to it, and a section to re-read.

    `known` tells a mistake of the catalogue from what the structure of a residual tells.
    """

    name: str
    seen: str
    hint: str
    reread: str
    known: bool = True

    def __str__(self) -> str:
        lines = [self.seen, self.hint, f"Re-read {self.reread}."]
        return "\n".join([f"  mistake {self.name}", *(f"          {line}" for line in lines)])


def named(mistake: Mistake) -> Named:
    """Return a mistake of the catalogue as the student reads of it."""
    return Named(mistake.name, mistake.seen, mistake.hint, mistake.reread)
