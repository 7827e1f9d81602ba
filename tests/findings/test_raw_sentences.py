"""Sentences for people stand in the catalogue: none is written into the code that says it."""

import ast
import re
from collections.abc import Iterator
from typing import get_args

from autograder.checks.gradients.diagnoses import DIAGNOSES, SECTIONS
from autograder.course.files import Trouble
from autograder.engine.submission.side_effects import _NAMES
from autograder.instructors.doctor.examine import CHECKS
from autograder.instructors.reports.class_report.remarks import PHASES
from autograder.selfstudy import progress
from tests.findings.test_words import PACKAGE, PATHS, PLAIN, tree_of

# The one holds summaries of commands, which --help shows; the other reasons for whoever reads it.
UNSAID = (PACKAGE / "cli.py", PACKAGE / "engine" / "agent" / "syscall_filter.py")
SAID = [path for path in PATHS if path not in UNSAID]
# Two words beside each other, not both of them capitals or names.
SENTENCE = re.compile(r"\b[A-Za-z][a-z']+,? [a-z]{2,}\b|\b[a-z]{2,},? [A-Za-z][a-z']+\b")
WORD = re.compile(r"[A-Za-z]{3,}")
# What shows its arguments to people: on a terminal, in a picture.
SHOW = {
    *("echo", "print", "status", "add_task", "TextColumn", "add_column", "add_row", "Text"),
    *("CheckItem", "trouble", "room", "access", "new_axes", "suptitle", "set_title", "Picture"),
    *("set_xlabel", "set_ylabel"),
}
# What stays English by the course's rules: --help, the help of settings, logs; and patterns.
ENGLISH = ("Option", "Argument", "Typer", "tag", "Command", "compile", "info", "debug", "warning")
HELP = ("Enum", "Integer", "List", "Unicode", "Bool", "CaselessStrEnum", "Tuple", "Union")

# SQL, HTML, and Python that is run.
OTHER_LANGUAGES = re.compile(r"\s*(CREATE|SELECT|<|import |from \w+(\.\w+)* import |def |assert )")

COMPARED = {*DIAGNOSES, *SECTIONS, *get_args(Trouble), *get_args(progress.State), *CHECKS, *PHASES}

# What looks like a sentence and isn't one of ours for people, and why.
ALLOWED = {
    "names that programs compare; the catalogue has their words": {
        *COMPARED,
        "all tests",
        "exception class",
        "inputs changed",
        "not finite",
        "not repeatable",
        "the tests of now",
        "their own tests",
        "where needed",
    },
    "titles and values in the files of platforms, and of class lists": {
        "Email address",
        "Feedback comments",
        "First name",
        "Full name",
        "Grade can be changed",
        "Last name",
        "read only",
        "student, test",
    },
    "nbgrader's, matplotlib's, bubblewrap's, and the system's own words": {
        "mount proc",
        "Unknown option",
        "No response.",
        "offset points",
        "outside right upper",
        "partial credit cannot be greater than maximum points for cell",
        "upper right",
        "write() takes text, not {}",
        "root",
    },
    "what mutants put into a solution": {"{}[{} == c].mean() for c in np.unique({})"},
    "never leaves the process that raises or makes it": {
        "it was not asked",
        "nested too deep",
        "no message in time",
        "nobody handed it in",
        "nobody waits for the result",
        "reference of {}",
        "says is a list of codes",
        "the worker doesn't answer",
        "the worker was closed",
        "{} random numbers",
    },
    "names and types, as Python has them": {
        _NAMES,
        "bold red",
        "Mapping[str, str | int | float | Finding | tuple[Finding | str, ...]]",
    },
}


def test_no_sentence_stands_in_the_code() -> None:
    """Does all that people may read come from the catalogue, but for what is listed here?"""
    allowed = {each for group in ALLOWED.values() for each in group}
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {text!r}"
        for path in SAID
        for line, text in _sentences(tree_of(path))
        if text not in allowed and text not in PLAIN
    ]
    assert found == []


def test_no_word_is_shown_as_it_is() -> None:
    """Does what shows something to people take its words, however few, from the catalogue?"""
    found = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}: {ast.unparse(call)}"
        for path in SAID
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call) and _called(call) in SHOW and any(map(_has_words, call.args))
    ]
    assert found == []


def _has_words(node: ast.expr) -> bool:
    if _text(node) in {each for group in ALLOWED.values() for each in group}:
        return False
    text = re.sub(r"{[^{}]*}", "", _text(node).replace("{{", "{").replace("}}", "}"))
    return bool(WORD.search(text))


def test_the_list_is_short() -> None:
    """Is each exception still one?"""
    used = {_text(node) for path in SAID for node in ast.walk(tree_of(path))}
    assert {each for group in ALLOWED.values() for each in group} - used - COMPARED == set()


def _sentences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each text of code that looks like a sentence, with its line; {} stands for a value."""
    left_out = set(_not_said(tree))
    for node in ast.walk(tree):
        text = _text(node)
        if text and id(node) not in left_out and _is_sentence(text):
            yield node.lineno, text  # type: ignore[attr-defined]  # each text has a line


def _is_sentence(text: str) -> bool:
    return bool(SENTENCE.search(text)) and not OTHER_LANGUAGES.match(text)


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(each) or "{}" for each in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _not_said(tree: ast.Module) -> Iterator[int]:
    """Yield what is part of a longer text, a docstring, or stays English."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield from (id(each) for each in node.values)
        elif isinstance(node, ast.Expr):
            yield id(node.value)
        elif isinstance(node, ast.Call) and _called(node) in ENGLISH:
            yield from (id(each) for part in _given(node) for each in ast.walk(part))
        elif isinstance(node, ast.Call) and _called(node) in HELP:
            yield from (id(each.value) for each in node.keywords if each.arg == "help")


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _given(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *(each.value for each in node.keywords)]
