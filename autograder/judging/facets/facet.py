"""What a facet is: one side of an answer that earns points of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.checks.small_problems import Reduction
from autograder.course.folders import CourseError
from autograder.findings import Finding, text
from autograder.judging.subject import Subject

Function = Callable[..., Any]


@dataclass(frozen=True)
class FacetInput:
    """What a facet works with: the student's function, the reference and a random generator.

    `partner` is the student's naive version, where the question has one; `kept` is for what facets
    of one question have in common. Losses are the mean of their examples', or the sum.
    """

    subject: Subject
    reference: Function
    rng: np.random.Generator
    partner: Subject | None = None
    kept: dict[str, Any] = field(default_factory=dict)
    reduction: Reduction = "mean"


# A facet returns None when it is fulfilled, else what it found, or a sentence of an author's; or it
# raises Unusable with what it found.
Facet = Callable[[FacetInput], Finding | str | None]


def must_be_known(facets: Mapping[str, Facet], points: Mapping[str, float]) -> None:
    """Raise CourseError for points on a facet that the question doesn't have."""
    for name in points:
        if name not in facets:
            raise CourseError(text("facets.unknown", name=name, known=", ".join(facets)))
