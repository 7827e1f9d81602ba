"""What a mistake is: words for the student, and small changes that make it of the reference."""

from dataclasses import dataclass

from autograder.grading.course import CourseError

Edit = tuple[str, str]  # what is found, and what replaces it


@dataclass(frozen=True)
class Slip:
    """A mistake in one function: `edits` of the solution cell `cell` that defines `function`."""

    name: str
    function: str
    edits: tuple[Edit, ...]
    cell: str = ""

    def fits(self, source: str) -> bool:
        """Return whether each text to replace stands in the source exactly once."""
        return all(source.count(find) == 1 for find, _ in self.edits)

    def apply(self, source: str) -> str:
        """Return the cell's source with the mistake; raises CourseError if an edit doesn't fit."""
        for find, replace in self.edits:
            count = source.count(find)
            if count != 1:
                raise CourseError(
                    f"The mistake '{self.name}' in {self.function} finds {find!r} {count} times, "
                    "not once: has the solution changed? Mend the mistake's slip."
                )
            source = source.replace(find, replace)
        return source


@dataclass(frozen=True)
class Mistake:
    """A mistake that people make.

    `seen` is what it looks like, `why` it happens, `hint` a question that leads to the line,
    `reread` a section. `says` is a part of what a facet says of it, where no result tells it from
    others; `times` is how often it stands in 742 public solutions.
    """

    name: str
    seen: str
    why: str
    hint: str
    reread: str
    slips: tuple[Slip, ...]
    says: str = ""
    times: int = 0
