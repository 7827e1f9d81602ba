"""What a facet is: one side of an answer that earns points of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.grading.course import CourseError
from autograder.grading.subject import Subject

Function = Callable[..., Any]

_NO_FACET = "There are points for {name!r}, but this question's facets are {known}."


@dataclass(frozen=True)
class Trial:
    """What a facet works with: the student's function, the reference and a random generator.

    `partner` is the student's naive version, where the question has one; `kept` is for what facets
    of one question have in common.
    """

    subject: Subject
    reference: Function
    rng: np.random.Generator
    partner: Subject | None = None
    kept: dict[str, Any] = field(default_factory=dict)


# A facet returns None when it is fulfilled, else a sentence on what was seen; it may also raise
# Unusable with that sentence.
Facet = Callable[[Trial], str | None]


def must_be_known(facets: Mapping[str, Facet], points: Mapping[str, float]) -> None:
    """Raise CourseError for points on a facet that the question doesn't have."""
    for name in points:
        if name not in facets:
            raise CourseError(_NO_FACET.format(name=name, known=", ".join(facets)))
