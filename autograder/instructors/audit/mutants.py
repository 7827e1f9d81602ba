"""Wrong versions of an answer, each of another meaning as far as Python's grammar can tell."""

import ast
import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any

from autograder.course.folders import CourseError, source_notebooks
from autograder.findings import text
from autograder.instructors.audit.answers import Answer
from autograder.instructors.audit.classifier_operators import CLASSIFIER
from autograder.instructors.audit.code_edits import Code
from autograder.instructors.audit.line_operators import LINES
from autograder.instructors.audit.numpy_operators import NUMPY
from autograder.judging.mistakes import slips_of

Change = tuple[str, str]  # what made it, and the changed source


@dataclass(frozen=True)
class Mutant:
    """A solution cell with one mistake in it, and the `operator` that made the mistake."""

    notebook: str
    cell: str
    operator: str
    before: str
    after: str

    @property
    def diff(self) -> str:
        """The change as a unified diff."""
        name = f"{self.notebook}.ipynb: {self.cell}"
        lines = difflib.unified_diff(
            self.before.splitlines(),
            self.after.splitlines(),
            name,
            f"{name} ({self.operator})",
            lineterm="",
        )
        return "\n".join(lines)

    @property
    def change(self) -> tuple[str, str]:
        """The lines that are gone and those that came, without their indentation."""
        old, new = self.before.splitlines(), self.after.splitlines()
        gone, came = [], []
        for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
            if kind != "equal":
                gone += old[a:b]
                came += new[c:d]
        return _text(gone), _text(came)


def distinct(before: str, changes: Iterable[Change]) -> Iterator[Change]:
    """Yield changes that are Python and mean something else than `before` and those so far."""
    seen = {_meaning(before)}
    for operator, source in changes:
        after = tidy(before, source)
        meaning = _meaning(after)
        if meaning and meaning not in seen:
            seen.add(meaning)
            yield operator, after


def tidy(before: str, after: str) -> str:
    """Return the changed source without a blank that came with what replaces a word."""
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    put = after[start : len(after) - end]
    tidied = after[:start] + put.lstrip(" ") + after[len(after) - end :]
    taken = before[start : len(before) - end]
    new_blank = (
        taken.strip()
        and put.strip()
        and not taken.startswith(" ")
        and not after[:start][-1:].isalnum()
    )
    same = new_blank and _meaning(tidied) == _meaning(after)
    return tidied if same else after


def _shared(a: str, b: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    pairs = zip(a, b, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _meaning(source: str) -> str:
    """Return the syntax tree as text, '' for what is no Python."""
    try:
        return ast.dump(ast.parse(source))
    except (SyntaxError, ValueError):
        return ""


def _text(lines: Iterable[str]) -> str:
    return "\n".join(line.strip() for line in lines)


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
        raise CourseError(text("audit.no-cosmic-ray")) from error
    kinds = {name.split("/")[-1]: get_operator(name) for name in operator_names()}
    return {name: kind() for name, kind in kinds.items() if not kind.arguments()}


def numpy_changes(source: str, lines: frozenset[int]) -> Iterator[Change]:
    """Yield what each slip of numpy's users makes of each place in the lines (from 1)."""
    try:
        code = Code(source, lines)
    except SyntaxError:  # a magic
        return
    for operator in (*NUMPY, *CLASSIFIER, *LINES):
        name = operator.__name__.replace("_", " ")
        yield from ((name, changed) for changed in operator(code))


def mistakes(assignment: str, answer: Answer) -> Iterator[Change]:
    """Yield each mistake's name and the answer with it, where it fits the answer.

    Raises CourseError for a file of the course's own mistakes that can't be used.
    """
    try:
        source_notebooks(assignment)
    except CourseError:  # a course that keeps its sources elsewhere
        return
    for slip in slips_of(assignment):
        if slip.cell == answer.cell and slip.fits(answer.source):
            yield slip.name, slip.apply(answer.source)
