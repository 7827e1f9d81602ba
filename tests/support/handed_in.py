"""The example class: what each submission defines, as its hidden tests find it."""

import nbformat

from autograder.instructors.authoring.example_class import Example, load_examples, submission
from tests.judging.harness import GIVEN, ROOT, namespace_of

EXAMPLES = load_examples(ROOT / "examples" / "class")
HANDED_IN = [(example, name) for example in EXAMPLES for name in example.submissions]


def names_in(example: Example, assignment: str) -> dict[str, object]:
    """Return the names that the submission's solution cells define."""
    source, released = (
        nbformat.read(ROOT / folder / assignment / f"{assignment}.ipynb", as_version=4)
        for folder in ("solutions", "assignments")
    )
    notebook = submission(example.submissions[assignment], source, released)
    return namespace_of(*(c.source for c in notebook.cells if c.id in _solution_ids(source)))


def _solution_ids(source: nbformat.NotebookNode) -> set[str]:
    return {
        cell.id
        for cell in source.cells
        if cell.cell_type == "code"
        and (cell.id in GIVEN or cell.metadata.get("nbgrader", {}).get("solution"))
    }
