"""What a facet is: one side of an answer that earns points of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.grading.subject import Subject

Function = Callable[..., Any]


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
