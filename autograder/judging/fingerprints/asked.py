"""What the test cells of an assignment ask of which function, read without asking it."""

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.folders import source_notebooks
from autograder.judging.question import grade_function, grade_loss
from autograder.judging.reference import load_reference
from autograder.notebooks.cells import read_source_cells
from autograder.notebooks.marks import has_hidden_tests, without_hidden_tests

# The grading functions of what is deterministic: what trains has its own scripted run.
GRADERS: Mapping[str, Callable[..., float]] = {
    each.__name__: each for each in (grade_loss, grade_function)
}


@dataclass(frozen=True)
class Asked:
    """A question: the function, the cell that students see, the grader's name, its arguments."""

    function: str
    visible: str
    grader: str
    arguments: Mapping[str, Any]

    @property
    def points(self) -> Mapping[str, float]:
        """The points by facet."""
        found: Mapping[str, float] = self.arguments["points"]
        return found


def asked_in(assignment: str, root: Path) -> list[Asked]:
    """Return the questions of an assignment that can have fingerprints, none for other courses.

    What a test cell defines is executed, no question is asked. Cells that can't be read so are
    left out. Raises CourseError when the solution can't be run.
    """
    return [
        found
        for path in source_notebooks(assignment, root)
        for cell in read_source_cells(path)
        if cell.kind == "code"
        and has_hidden_tests(cell.source)
        and any(g in cell.source for g in GRADERS)
        for found in questions_of_cell(assignment, cell.source)
    ]


Check = tuple[str, str]  # the cell that students see, and the name of what it checks


def checks_in(assignment: str, root: Path) -> list[list[Check]]:
    """Return the test cells of each notebook that call a visible check, in their order."""
    return [
        [
            (visible, name)
            for cell in read_source_cells(path)
            if cell.kind == "code" and not cell.solution
            for visible in [without_hidden_tests(cell.source)]
            for name in [_checked(visible)]
            if name
        ]
        for path in source_notebooks(assignment, root)
    ]


def _checked(visible: str) -> str | None:
    """Return the name of what the first check of a cell is called with, None if it has none."""
    try:
        tree = ast.parse(visible)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=check), args=[ast.Name(id=name), *_]):
                if check.startswith("check_"):
                    return name
    return None


def questions_of_cell(assignment: str, source: str) -> Iterator[Asked]:
    """Yield what a test cell with this source asks, as `asked_in` does; raises CourseError."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    calls = [node for node in ast.walk(tree) if _grader(node)]
    defining = [node for node in tree.body if not any(each in calls for each in ast.walk(node))]
    names = dict(load_reference(assignment))
    try:
        _execute([node for node in defining if not isinstance(node, ast.Expr)], names)
        for call in calls:
            if isinstance(call, ast.Call):
                yield _question(call, names, without_hidden_tests(source))
    except Exception:  # whatever else the author's cell needs
        return


def _grader(node: ast.AST) -> str | None:
    """Return which grading function a node calls."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        return name if name in GRADERS else None
    return None


def _execute(body: list[ast.stmt], names: dict[str, Any]) -> None:
    code = compile(ast.Module(body, []), "<a test cell>", "exec")
    exec(code, names)  # noqa: S102 - the instructor's own code


def _question(call: ast.Call, names: dict[str, Any], visible: str) -> Asked:
    def value(node: ast.expr) -> Any:  # noqa: ANN401 - any argument
        return eval(compile(ast.Expression(node), "<a test cell>", "eval"), names)  # noqa: S307

    grader = str(_grader(call))
    given = [value(each) for each in call.args]
    named = {str(each.arg): value(each.value) for each in call.keywords}
    bound = inspect.signature(GRADERS[grader]).bind(*given, **named)
    bound.apply_defaults()
    return Asked(str(bound.arguments["name"]), visible, grader, bound.arguments)
