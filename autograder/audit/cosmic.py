"""The operators of cosmic-ray, a kept library of mutations: https://cosmic-ray.readthedocs.io."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from autograder.audit.mutants import Change
from autograder.grading.course import CourseError

_MISSING = (
    "An audit needs cosmic-ray, which makes the mutants: pip install 'linear-classifier-kit[audit]'"
)


def changes(source: str, lines: frozenset[int]) -> Iterator[Change]:
    """Yield what each operator makes of each place in the lines (from 1) of a source.

    Raises CourseError without cosmic-ray.
    """
    found = operators()
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code

    nodes = list(ast_nodes(get_ast(source)))
    for name, operator in found.items():
        places = (place for node in nodes for place in operator.mutation_positions(node))
        for occurrence, (start, _) in enumerate(places):
            changed = mutate_code(source, operator, occurrence) if start[0] in lines else None
            if changed is not None:
                yield name, changed


@cache
def operators() -> dict[str, Any]:
    """Return the operators by name, without those that must be told which variables to change."""
    try:
        from cosmic_ray.plugins import get_operator, operator_names
    except ImportError as error:
        raise CourseError(_MISSING) from error
    kinds = {name.split("/")[-1]: get_operator(name) for name in operator_names()}
    return {name: kind() for name, kind in kinds.items() if not kind.arguments()}
