"""What a variant is: right code for one graded function, written in its own way."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Variant:
    """A student's solution cell for one question; `name` says the question and the style."""

    name: str
    assignment: str
    question: str
    source: str


def variants(assignment: str, question: str, styles: Mapping[str, str]) -> tuple[Variant, ...]:
    """Return the Variants of one question, from source code by the name of its style."""
    return tuple(
        Variant(f"{question}: {style}", assignment, question, textwrap.dedent(source).strip())
        for style, source in styles.items()
    )
