"""The library knows no assignment: what is about one stands in its notebook and mistakes."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from autograder.course.folders import assignments
from autograder.judging.mistakes.catalogue import definitions
from tests.conftest import ROOT

PACKAGE = ROOT / "autograder"
MODULES = sorted(PACKAGE.rglob("*.py"))
ASSIGNMENTS = assignments(ROOT)
NAMED = re.compile(rf"(?<![\w-])({'|'.join(ASSIGNMENTS)})(?![\w-])")
# Functions whose names are words that any library of this field uses.
WORDS = {"predict", "softmax", "train"}
# Words that a sentence has which gives the name of an assignment as an example.
AS_EXAMPLE = re.compile(r"\bexample\b|\bsuch as\b|\bas in\b", re.IGNORECASE)


def docstrings(tree: ast.Module) -> set[int]:
    """Return the docstrings of a module: an example of a command names an assignment."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found


def texts(tree: ast.Module) -> Iterator[str]:
    """Yield the texts in a module's code."""
    apart = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            yield node.value


def names(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a module uses or defines, but for attributes of something else."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield node.name.split(".")[-1]


@cache
def only_in_a_notebook() -> set[str]:
    """Return the functions that notebooks define and the library doesn't."""
    ours = {
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    return {name for assignment in ASSIGNMENTS for name in definitions(assignment)} - ours - WORDS


def test_no_module_names_an_assignment_or_its_functions() -> None:
    """Does code go by no assignment's name, nor by a function of one?"""
    found = {}
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        known = [text for text in texts(tree) if knows(text)]
        known += set(names(tree)) & only_in_a_notebook()
        if known:
            found[str(path.relative_to(PACKAGE))] = known
    assert not found


def knows(text: str) -> bool:
    """Return whether a text is the name of a function, or has that of an assignment in it."""
    named = bool(NAMED.search(text)) and not AS_EXAMPLE.search(text)
    return named or text in only_in_a_notebook()


def test_the_search_would_find_a_name() -> None:
    """Are there functions and names to look for, and does the search see them?"""
    assert {"softmax_rows", "two_layer_loss", "best_weights"} <= only_in_a_notebook()
    assert len(ASSIGNMENTS) == 9
    tree = ast.parse('"""softmax-loss"""\nx = [softmax_rows, "svm-loss, 2 · A batch"]')
    assert list(texts(tree)) == ["svm-loss, 2 · A batch"]
    assert set(names(tree)) == {"x", "softmax_rows"}
