"""Findings and their words: each code has a template, and no word decides anything."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import autograder
from autograder.batch import outcomes
from autograder.checks.check_report import Status
from autograder.checks.fingerprints.prints_file import Reason
from autograder.checks.fingerprints.report import GROUPS
from autograder.checks.gradients.diagnoses import DIAGNOSES
from autograder.course.files import Trouble
from autograder.engine.proof.constructs import CONSTRUCTS
from autograder.engine.proof.record import Outcome
from autograder.findings import Code, Finding, one_line, page, text, words
from autograder.findings.card import State
from autograder.findings.language import LANGUAGE, TRANSLATIONS
from autograder.findings.translation import Entry, english_hash
from autograder.findings.words import PAGES as PAGES_FILE
from autograder.findings.words import _catalogue, page_texts
from autograder.instructors.authoring.site import pages
from autograder.instructors.authoring.translation_files import write_entries
from autograder.instructors.doctor.examine import CHECKS, key_of
from autograder.instructors.lms.collect import submitted
from autograder.instructors.lms.collect.conventions import CONVENTIONS
from autograder.instructors.reports.terms.sentences import VERDICTS
from autograder.instructors.review.learning import LONGEST
from autograder.judging.fingerprints.learning import Why
from autograder.judging.fingerprints.make import Reason as NoFingerprintReason
from autograder.judging.fingerprints.stale import Said
from autograder.selfstudy import progress
from autograder.student_side import SHOWN
from tests.support.pseudo_language import PSEUDO, altered, written

PLAIN = _catalogue("")
PACKAGE = Path(autograder.__file__).parent
# It runs before anything is installed.
WITHOUT_CATALOGUE = PACKAGE / "instructors" / "authoring" / "bundled" / "start.py"
PATHS = [path for path in sorted(PACKAGE.rglob("*.py")) if path != WITHOUT_CATALOGUE]
PAGES = [*PACKAGE.rglob("*.jinja"), *PACKAGE.rglob("page.html")]


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a module of the kit's."""
    return ast.parse(path.read_text(encoding="utf-8"))


def _words_of(literal: object) -> list[str]:
    return [str(each).lower().replace(" ", "-") for each in get_args(literal)]


_TERMS_COLUMNS = (
    *("question", "what", "before", "after", "by-how-much", "verdict"),
    *("term", "full", "mean", "discrimination"),
)
# Names that are put together when they are asked for: by table, from where they are made.
MADE = {
    "diagnosis": [each.key for each in DIAGNOSES.values()],
    "cause": [each.key for each in DIAGNOSES.values()],
    "card-state": _words_of(State),
    "status": _words_of(Status),
    "trouble": _words_of(Trouble),
    "fingerprint": [*_words_of(Reason), *GROUPS],
    "no-fingerprint": _words_of(NoFingerprintReason),
    "doctor-names": [key_of(each) for each in CHECKS],
    "grade-state": _words_of(outcomes.State),
    "collect-state": _words_of(submitted.State),
    "collect-names": [*CONVENTIONS, "course"],
    "progress-state": _words_of(progress.State),
    "site-page": list(pages.SAID),
    "learn": [*_words_of(Why), *LONGEST],
    "learned": _words_of(Said),
    "terms-column": list(_TERMS_COLUMNS),
    "terms-verdict": list(VERDICTS),
    "variants-column": ["student", "question", "own", "points", "fits"],
    "translations": ["missing", "stale", "of-nothing", "other-code"],
    "together-outcome": [each for each in _words_of(Outcome) if each != "apart"],
    "together-construct": list(CONSTRUCTS),
    "together-instead": list(CONSTRUCTS),
}


def _strings(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _is_shown(path: Path) -> bool:
    return any(path.is_relative_to(PACKAGE / name) for name in SHOWN)


@cache
def _asked() -> set[str]:
    return {each for path in PATHS for each in _strings(path)} | BY_PAGES


def _calls() -> Iterator[tuple[Path, ast.Call]]:
    for path, tree in zip(PATHS, map(tree_of, PATHS), strict=True):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in ("text", "say") and node.args:
                yield path.relative_to(PACKAGE), node


def _asked_by_pages() -> Iterator[str]:
    """Yield what templates ask for; of what is counted, also the text for a single one."""
    for path in PAGES:
        found = re.findall(r"\b(text|say|count)\([\"'](.*?)[\"']", path.read_text(encoding="utf-8"))
        for function, name in found:
            yield name
            if function == "count":
                yield f"{name}-one"


BY_PAGES = set(_asked_by_pages())
ERROR = Finding.of(Code.RAISED, error="ValueError: no", place="", hint="", kind="ValueError")


def test_each_code_has_a_template() -> None:
    """Can every finding be said?"""
    assert [code for code in Code if code not in PLAIN] == []


def test_each_text_that_is_asked_for_is_there() -> None:
    """Does each text that code or a page asks for stand in the catalogue, constants resolved?"""
    tables = {name.split(".")[0] for name in PLAIN if "." in name}
    named = {each for each in _asked() if "." in each and each.split(".")[0] in tables}
    named -= {
        each for each in named if each.endswith((".", ".db", ".json", ".py", ".toml", ".zip"))
    }
    named.discard("pickle.find_class")  # an event of Python's own
    named |= {each for _, call in _calls() for each in _names(call.args[0])}
    assert len(named) > 400 and len(BY_PAGES) > 60
    assert (named | BY_PAGES) - set(PLAIN) == set()


def _names(first: ast.expr) -> Iterator[str]:
    """Yield the whole names that stand where a text is asked for."""
    for each in [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]:
        if isinstance(each, ast.Constant):
            yield str(each.value)


def test_texts_are_asked_for_by_name() -> None:
    """Is each text asked for by a name that can be found, or by one of a table that is listed?"""
    odd = [f"{path}: {ast.unparse(call)}" for path, call in _calls() if not _can_be_found(call)]
    assert odd == []


def _can_be_found(call: ast.Call) -> bool:
    first = call.args[0]
    if isinstance(first, ast.JoinedStr):
        start = first.values[0]
        return isinstance(start, ast.Constant) and str(start.value).rstrip(".") in MADE
    return True


def test_each_entry_is_asked_for() -> None:
    """Is there no entry that nobody asks for?"""
    made = {f"{table}.{name}" for table, names in MADE.items() for name in names}
    assert made - set(PLAIN) == set()
    assert set(PLAIN) - made - _asked() - {"and", *Code} == set()


def test_students_get_what_they_need_and_no_more() -> None:
    """Does the part that ships to students hold what ships code asks for, and nothing else?"""
    theirs = tomllib.loads((PACKAGE / "findings" / "students.toml").read_text(encoding="utf-8"))
    tables = {name: entries for name, entries in theirs.items() if isinstance(entries, dict)}
    names = {f"{table}.{name}" for table, entries in tables.items() for name in entries}
    shown = {each for path in PATHS if _is_shown(path) for each in _strings(path)}
    made = {f"{table}.{name}" for table, made in MADE.items() for name in made}
    assert {name for name in set(PLAIN) & shown if "." in name} - names == set()
    assert names - shown - made == set()


def test_templates_are_whole() -> None:
    """Is each template one that can be filled, with values that have names?"""
    for name, template in PLAIN.items():
        fields = [field for _, field, _, _ in Formatter().parse(template) if field is not None]
        assert all(field.isidentifier() for field in fields), name


def test_a_finding_in_words() -> None:
    """Are parts said in place, things listed, and numbers written as the template asks?"""
    assert words(ERROR) == "stopped with ValueError: no"
    assert words(Finding.of(Code.WITH, input="reg = 1", seen=ERROR)).startswith("with reg = 1 stop")
    listed = Finding.of(Code.INPUTS_CHANGED, names=("W", "X", "y"))
    assert words(listed) == "W, X and y changed during the call"
    assert words(Finding.of(Code.MEMORY, mb=2048, where="f")).startswith("stopped at 2,048 MB")


@pytest.mark.parametrize("loss", [float("nan"), float("inf"), -float("inf")])
def test_no_numbers_in_words(loss: float) -> None:
    """Is a value that is nan or inf said where a template has a number's format?"""
    said = words(Finding.of(Code.YOUR_ROWS_APART, loss=loss))
    assert f"your loss is {loss}:" in said


def test_values_are_plain() -> None:
    """Are values of any kind kept as JSON can hold them?"""
    found = Finding.of(Code.LOSS_IS, loss=float("nan"), shape=(2, 3), none=None)
    assert dict(found.values) == {"loss": "nan", "shape": "(2, 3)", "none": "None"}


@pytest.mark.parametrize(
    "values", [{}, {"mb": "many", "where": "f"}, {"mb": 3}, {"where": "{mb.__class__}", "mb": "{"}]
)
def test_a_finding_without_its_values(values: dict[str, str]) -> None:
    """Is a finding of another version, or a forged one, said without an exception?"""
    assert words(Finding(Code.MEMORY, values)) == "(memory)"


def test_equal_findings() -> None:
    """Do findings compare and count as their code and values do?"""
    same = Finding.of(Code.RAISED, kind="ValueError", hint="", place="", error="ValueError: no")
    assert same == ERROR and len({same, ERROR}) == 1
    assert Finding(Code.RAISED) != ERROR


@pytest.mark.usefixtures("pseudo")
def test_the_pseudo_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is each template with a vowel visibly altered, and are values as they were?"""
    monkeypatch.setenv(LANGUAGE, PSEUDO)
    assert words(ERROR) == "stóppéd wíth ValueError: no"
    altered = _catalogue(PSEUDO)
    assert {each for each in altered if not each.startswith("page.")} == set(PLAIN)
    for name, template in PLAIN.items():
        bare = re.sub(r"{[^{}]*}|`[^`]*`", "", template)
        assert (altered[name] != template) == bool(re.search("[aeiouyAEIOUY]", bare)), name


def test_another_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is what no translation says said in English, whatever the language is called?"""
    for name in ("tlh", "../..", "a b"):
        monkeypatch.setenv(LANGUAGE, name)
        assert text("status.passed") == "passed"


def test_one_line() -> None:
    """Is a text one line of printable characters, not too long?"""
    assert one_line("a\x1b[31m\n\n b\x07") == "a [31m b"
    assert one_line("x" * 1000) == "x" * 297 + "..."


def test_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Are the texts of a template altered, and nothing that makes it a page?"""
    source = "<p class='total'>{{ page.points }} of\n {% if a %}points{% endif %} &amp; more</p>"
    assert page(source) == source
    texts = page_texts(source)
    assert texts == ["of", "points", "more"]
    entries = {each: Entry(english_hash(each), each, altered(each)) for each in texts}
    write_entries(written(tmp_path) / PSEUDO / PAGES_FILE, entries)
    monkeypatch.setenv(TRANSLATIONS, str(tmp_path))
    monkeypatch.setenv(LANGUAGE, PSEUDO)
    assert page(source) == (
        "<p class='total'>{{ page.points }} óf\n {% if a %}póínts{% endif %} &amp; móré</p>"
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_words_in_expressions(path: Path) -> None:
    """Stands each text of a template where a translation finds it, and none in an expression?"""
    expressions = re.findall(r"{{(.*?)}}", path.read_text(encoding="utf-8"), re.DOTALL)
    texts = [each for found in expressions for each in re.findall(r'"([^"]*)"', found)]
    assert [each for each in texts if re.search(r"[A-Za-z]{2,} [a-z]{2,}", each)] == []
