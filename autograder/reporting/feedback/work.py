"""A cell of the student's own, as the page shows it."""

from collections.abc import Iterator

from autograder.grading.submission.differences import without_hidden_tests
from autograder.reporting.feedback.notebook import Part
from autograder.reporting.feedback.outputs import shown
from autograder.reporting.feedback.page import Work
from autograder.reporting.feedback.text import code, plain, prose


def work_of(part: Part) -> Work:
    """Return the cell: code or text, and what it showed or has attached."""
    key = plain(part.cell.key, 200)
    if part.cell.kind == "code":
        source = _own(part.cell.source)
        return Work(key, code(source), shown=shown(part.outputs), added=part.added)
    attached = shown(list(_attached(part)))
    return Work(key, prose=prose(_own(part.cell.source)), shown=attached, added=part.added)


def _own(source: str) -> str:
    """Return a source without hidden tests: a missing answer's is the course's own."""
    return without_hidden_tests(source) if "BEGIN HIDDEN TESTS" in source else source


def _attached(part: Part) -> Iterator[dict[str, object]]:
    """Yield the pictures attached to a text cell, as outputs."""
    for name, bundle in part.cell.attachments.items():
        if isinstance(bundle, dict):
            data = {**bundle, "text/plain": f"The attached picture {name}"}
            yield {"output_type": "display_data", "data": data}
