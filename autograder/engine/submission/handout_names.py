"""Which names a test takes from the student, and which are the course's whatever fails.

A name that a locked cell, a test or an unlocked cell of the handout defines is the course's: were
it looked up in the student's process when that cell failed, anybody could define it there. The
student's are the names that solutions define, and those of unlocked cells whose value comes of one.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePosixPath

from autograder.course.files import Unreadable
from autograder.engine.bridge.solution_names import SolutionNames
from autograder.engine.submission.specification import Specification
from autograder.notebooks.cells import Cell, parse_cells, read_cell
from autograder.notebooks.code import defined_names, imports_only, names_of, texts_in
from autograder.notebooks.globals import globals_of

_MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)


@dataclass(frozen=True)
class HandoutNames:
    """Names by whose they are, and what of unlocked cells tests need.

    `required` are what students are asked to define, with the operators of classes among them
    (`__add__`); `course` are never the student's; `changed` are defined by the handout and the
    student's all the same, as a solution changes them. `definitions` has, for each cell of the
    handout, what of an unlocked one the grader's side runs: imports, and what tests need of it that
    comes of no solution.
    """

    required: frozenset[str] = frozenset()
    course: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    definitions: tuple[str, ...] = ()


def with_names(given: Specification) -> Specification:
    """Return the specification with the names that its handout and its source tell."""
    handout = [read_cell(node) for node in given.handout["cells"]]
    names = handout_names(handout, solutions_of(*_named(given)))
    settings = replace(
        given.settings,
        required_names=names.required,
        course_names=names.course,
        solution_names=solution_names(handout, solutions_of(*_named(given))),
    )
    return replace(given, settings=settings, definitions=names.definitions)


def _named(given: Specification) -> tuple[Mapping[str, bytes], str, str]:
    return given.sources, given.assignment, given.notebook


def solution_names(handout: Sequence[Cell], solutions: Sequence[str]) -> SolutionNames:
    """Return what the instructor's own solution reads, binds and changes of a test's names.

    Of the names that locked cells give, it may change data alone, no function, class or module.
    """
    theirs = [globals_of(_MAGIC.sub(r"\1pass", source)) for source in solutions]
    locked = [
        globals_of(_MAGIC.sub(r"\1pass", cell.source))
        for cell in handout
        if cell.kind == "code" and cell.locked and not (cell.solution or cell.grade)
    ]
    changing = (each.touched | each.given | each.bound for each in theirs)
    given = frozenset[str]().union(*(each.given for each in locked))
    return SolutionNames(
        read=frozenset[str]().union(*(each.read for each in theirs)),
        bound=frozenset[str]().union(*(each.bound for each in theirs)) - given,
        changed=given & frozenset[str]().union(*changing),
    )


def solutions_of(sources: Mapping[str, bytes], assignment: str, notebook: str) -> list[str]:
    """Return the instructor's own solution cells of a notebook, none without its source."""
    found: list[str] = []
    for name, data in sources.items():
        if PurePosixPath(name).parts[1:] == (assignment, f"{notebook}.ipynb"):
            try:
                cells = parse_cells(data)
            except Unreadable:
                continue
            found += [cell.source for cell in cells if cell.solution and cell.kind == "code"]
    return found


def handout_names(handout: Sequence[Cell], solutions: Sequence[str]) -> HandoutNames:
    """Return whose names are whose; `solutions` are the instructor's own solution cells."""
    stubs = [cell.source for cell in handout if cell.solution and cell.kind == "code"]
    theirs = (*stubs, *solutions)
    plain = tuple(_plain(cell) for cell in handout)
    return _names(plain, theirs)


_Plain = tuple[str, str]  # what kind of cell it is (given, demo, test, '' for others), its source


def _plain(cell: Cell) -> _Plain:
    if cell.kind != "code" or cell.solution:
        return "", cell.source
    return "test" if cell.grade else "given" if cell.locked else "demo", cell.source


@lru_cache(maxsize=64)
def _names(handout: tuple[_Plain, ...], solutions: tuple[str, ...]) -> HandoutNames:
    asked = frozenset(name for source in solutions for name in defined_names(source))
    theirs = {
        n for s in solutions for each in statements(s) if not each.imports for n in each.gives
    }
    fixed = [source for kind, source in handout if kind in ("given", "test")]
    demos = [list(statements(source)) if kind == "demo" else [] for kind, source in handout]
    every = [each for cell in demos for each in cell]
    imported = {n for s in fixed for each in statements(s) if each.imports for n in each.gives}
    imported |= {name for each in every if each.imports for name in each.gives}
    changed = _depending(every, theirs - imported, imported)
    defined = {name for source in fixed for name in _given_and_taken(source)[0]}
    defined |= {name for each in every for name in each.gives}
    functions = {name for each in every if each.function for name in each.gives}
    taken = {name for source in fixed for name in _taken(source, functions)}
    needed = _needed(every, changed, taken)
    given = [source for kind, source in handout if kind == "given"]
    return HandoutNames(
        asked | _operators((*solutions, *given)),
        frozenset(defined - changed),
        frozenset(taken & defined & changed),
        tuple(
            "\n".join(each.source for each in cell if each.imports or each in needed)
            if kind == "demo"
            else imports_only(source)
            for (kind, source), cell in zip(handout, demos, strict=True)
        ),
    )


@dataclass(frozen=True)
class Statement:
    """A statement at the top level of a cell: names that it gives, takes and may change."""

    source: str
    gives: frozenset[str]
    takes: frozenset[str]
    touches: frozenset[str]  # what it may change in place
    imports: bool
    function: bool


def statements(source: str) -> Iterator[Statement]:
    """Yield the statements at the top level of a cell, none of one that is no Python."""
    try:
        body = ast.parse(_MAGIC.sub(r"\1pass", source)).body
    except (SyntaxError, ValueError):
        return
    for node in body:
        text = ast.unparse(node)
        gives, takes = _given_and_taken(text)
        imports = isinstance(node, ast.Import | ast.ImportFrom)
        touches = frozenset(filter(None, map(_root, _changed_by(node))))
        function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        yield Statement(text, frozenset(gives), frozenset(takes), touches, imports, function)


def _changed_by(node: ast.stmt) -> Iterator[ast.expr]:
    """Yield the expressions that a statement writes into, or calls a method of."""
    if isinstance(node, ast.Assign):
        yield from node.targets
    if isinstance(node, ast.AugAssign):
        yield node.target
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield node.value.func


def _root(node: ast.expr) -> str:
    """Return the name that an attribute or an item of it is written from, '' if there is none."""
    inner = node
    while isinstance(inner, ast.Attribute | ast.Subscript):
        inner = inner.value
    return inner.id if isinstance(inner, ast.Name) and inner is not node else ""


def _given_and_taken(source: str) -> tuple[set[str], set[str]]:
    names = names_of(_MAGIC.sub(r"\1pass", source))
    return (set(names.gives), set(names.takes)) if names else (set(), set())


def _taken(source: str, functions: set[str]) -> set[str]:
    """Return the names that a test takes from other cells.

    Those of functions in texts are among them: it names what it grades.
    """
    own, found = set[str](), texts_in(source) & functions
    for each in statements(source):
        found |= each.takes - own
        own |= each.gives
    return found


def _depending(statements: Sequence[Statement], theirs: set[str], imported: set[str]) -> set[str]:
    """Return the names of solutions, and all whose value comes of them."""
    found = set(theirs)
    before = -1
    while len(found) > before:
        before = len(found)
        for each in statements:
            if not found.isdisjoint(each.takes):
                found |= (each.gives | each.touches) - imported
    return found


def _needed(statements: Sequence[Statement], changed: set[str], taken: set[str]) -> set[Statement]:
    """Return the statements of unlocked cells that give, or change, what tests take of them."""
    free = [each for each in statements if changed.isdisjoint(each.gives | each.takes)]
    wanted, found = set(taken), set[Statement]()
    before = -1
    while len(found) > before:
        before = len(found)
        for each in free:
            if not wanted.isdisjoint(each.gives | each.touches):
                found.add(each)
                wanted |= each.takes
    return found


def _operators(sources: Iterable[str]) -> set[str]:
    """Return the special methods that the course's own classes define."""
    found = set()
    for source in sources:
        try:
            nodes = list(ast.walk(ast.parse(source)))
        except (SyntaxError, ValueError):
            continue
        for node in nodes:
            for part in node.body if isinstance(node, ast.ClassDef) else ():
                found |= set(defined_names(ast.unparse(part)))
    return {name for name in found if name.startswith("__") and name.endswith("__")}
