"""A course learns the mistakes of a generated class: cell and grade then say the same names."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from autograder.checks.fingerprints.prints_file import SUFFIX, fingerprint_of
from autograder.checks.fingerprints.verdict import judge
from autograder.course.folders import CourseError, mistakes_file, source_notebooks
from autograder.findings.translation import Entry, english_hash, read_entries
from autograder.instructors.audit.answers import answers_of
from autograder.instructors.audit.mutants import distinct, numpy_changes
from autograder.instructors.authoring.leaks import secret_lines
from autograder.instructors.authoring.release import refuse_code_in_words, write_fingerprints
from autograder.instructors.authoring.translation_files import write_entries
from autograder.instructors.authoring.translations import parts
from autograder.judging.fingerprints.file import in_language
from autograder.judging.fingerprints.keeping import forget_learned, keep_learned
from autograder.judging.fingerprints.learning import NoPrint, learned_as, print_of
from autograder.judging.fingerprints.values import values_of
from autograder.judging.mistakes.catalogue import read_own
from autograder.judging.mistakes.learned import LearnedMistake, inputs_file
from autograder.notebooks.cells import parse_cells
from autograder.notebooks.translation import mistakes_translation
from autograder.results import QuestionResult
from autograder.results.mistake_words import words_in
from autograder.results.values import FunctionValues
from tests.conftest import ROOT
from tests.judging.harness import cells, grade, hidden_calls, namespace_of, reference_cells
from tests.support.depth import much
from tests.variants.bank import BANK, notebook_of
from tests.wrong_code.behaviour import alike, call, extreme, ordinary

PLACES = (
    ("softmax-function", "softmax"),
    ("two-layer-net", "affine_backward"),
    *([("softmax-loss", "softmax_loss_vectorized")] if much() else []),
)
STEP = 1 if much() else 4
Names = frozenset[str]


@dataclass(frozen=True)
class Student:
    """What a student's notebook defines, and who wrote the function."""

    assignment: str
    function: str
    label: str
    source: str
    names: dict[str, Any]

    def graded(self, seed: int) -> QuestionResult:
        """Return what the hidden test says, in the course that AUTOGRADER_COURSE names."""
        return grade(self.assignment, self.function, self.names, seed)

    def values(self) -> FunctionValues:
        """Return what is kept of the function in an instructor's store."""
        source = cells(self.assignment)[hidden_calls(self.assignment)[self.function][0]]
        found = values_of(self.assignment, self.names, source)
        assert found is not None
        return found

    def in_cell(self, course: Path) -> tuple[bool, Names]:
        """Return whether the handout's file calls it right, and the names that it has for it."""
        folder = course / "assignments" / self.assignment
        known = fingerprint_of(folder, [self.function], None)
        assert known is not None
        verdict = judge(self.names[self.function], known)
        return verdict.right, frozenset(each.name for each in verdict.mistakes)

    def does_as(self, other: "Student") -> bool:
        """Return whether two functions do the same on inputs of the bank's own."""
        place = self.assignment, self.function
        one, two = (each.names[self.function] for each in (self, other))
        calls = (*ordinary(*place), *extreme(*place))
        return all(alike(call(one, each), call(two, each)) for each in calls)


@cache
def mutants(assignment: str, function: str) -> tuple[Student, ...]:
    """Return students whose solutions the audit's operators have changed."""
    data = (ROOT / "solutions" / assignment / f"{assignment}.ipynb").read_bytes()
    answers = answers_of(parse_cells(data))
    answer = next(each for each in answers if f"def {function}(" in each.source)
    found = distinct(answer.source, numpy_changes(answer.source, answer.lines))
    students = []
    for number, (_, after) in enumerate([*found][::STEP]):
        sources = {**cells(assignment), answer.cell: f"### BEGIN SOLUTION\n{after}"}
        names = namespace_of(*reference_cells(sources))
        students.append(Student(assignment, function, f"mutant {number}", after, names))
    return tuple(students)


def lost(result: QuestionResult) -> tuple[str, ...]:
    """Return the facets that failed."""
    return tuple(each.name for each in result.facets if not each.passed)


def named(result: QuestionResult) -> Names:
    """Return the names of a catalogue, or learned, that a grade says."""
    return frozenset(each.name for each in result.mistakes if each.known)


def learn(course: Path, student: Student, name: str) -> tuple[str, ...]:
    """Give a name to what a student's function does; return the names that it has already.

    Raises NoPrint.
    """
    place = student.assignment, course
    found = print_of(*place, student.function, [student.values()])
    facets = tuple(each for each in lost(student.graded(0)) if each not in ("agreement",))
    if not found.known:
        words = {"seen": f"Looks as {name}.", "hint": f"Why {name}?", "reread": "Section 1"}
        its = {"signature": found.signature, "inputs": found.inputs}
        entry = LearnedMistake(
            name=name, of=student.function, facets=facets, print=found.lines, **words, **its
        )
        keep_learned(*place, entry, found.stored)
    return found.known


@dataclass(frozen=True)
class Taught:
    """A course that has learned, from whom each name, and who has the name of another already."""

    course: Path
    place: tuple[str, str]
    of: dict[str, Student]
    without: tuple[str, ...]


@pytest.fixture(scope="module", params=PLACES, ids=lambda each: each[1])
def taught(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Taught:
    """Return a course that has learned all mutants that no name is known for, and released."""
    assignment, function = request.param
    course = copy_of(tmp_path_factory.mktemp("course"), assignment)
    learned: dict[str, Student] = {}
    without = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_COURSE", str(course))
        for student in mutants(assignment, function):
            result = student.graded(0)
            if not lost(result) or named(result):
                continue
            name = f"learned from {student.label}"
            try:
                if not learn(course, student, name):
                    learned[name] = student
            except NoPrint as error:
                without.append(error.why)
        told: list[str] = []
        write_fingerprints(course, assignment, told.append)
        assert not told
    return Taught(course, (assignment, function), learned, tuple(without))


def copy_of(folder: Path, assignment: str) -> Path:
    """Copy what of a course belongs to an assignment, its mistakes too."""
    for part in ("solutions", "assignments"):
        shutil.copytree(ROOT / part / assignment, folder / part / assignment)
    for part in ("solutions", "mistakes", "translations"):
        shutil.copytree(ROOT / part, folder / part, dirs_exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def in_course(taught: Taught, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all be graded in the course that has learned."""
    monkeypatch.setenv("AUTOGRADER_COURSE", str(taught.course))


def next_class(taught: Taught) -> Iterator[tuple[Student, QuestionResult]]:
    """Yield next term's students, with what another seed's hidden tests say of them."""
    for student in mutants(*taught.place):
        yield student, student.graded(7)


def test_cell_and_grade_say_the_same(taught: Taught) -> None:
    """Has each student's mistake the same learned name below the cell as in the grade, and its own?

    Nobody else gets it: who has a learned name does what those did from whom it was learned.
    """
    assert taught.of
    for student, result in next_class(taught):
        if not lost(result):
            continue
        _, in_cell = student.in_cell(taught.course)
        graded = named(result) & set(taught.of)
        assert in_cell & set(taught.of) == graded, student.label
        for name in graded:
            assert student.does_as(taught.of[name]), student.label
    for name, student in taught.of.items():
        assert named(student.graded(3)) == {name}


def test_the_catalogue_stays(taught: Taught) -> None:
    """Is right code of the bank right as before, and unnamed by what was learned?"""
    assignment, function = taught.place
    for variant in BANK:
        if (variant.assignment, variant.question) == taught.place:
            student = Student(
                assignment, function, variant.name, variant.source, notebook_of(variant)
            )
            right, names = student.in_cell(taught.course)
            assert right and not names, variant.name
            assert not named(student.graded(1))


def test_another_release_leaves_prints_and_salt(taught: Taught) -> None:
    """Does the file stay as it is when nothing changes, and its salt when something is learned?"""
    assignment, _ = taught.place
    path = taught.course / "assignments" / assignment / f"{assignment}{SUFFIX}"
    before = path.read_bytes()
    write_fingerprints(taught.course, assignment, print)
    assert path.read_bytes() == before
    ours = (ROOT / "assignments" / assignment / path.name).read_bytes()
    salt = re.compile(rb'"salt":"(\w+)"')
    assert salt.findall(before)[0] == salt.findall(ours)[0]


def test_no_word_is_in_the_clear(taught: Taught) -> None:
    """Is no learned name, look or hint in the handout, and no number that is right?"""
    assignment, _ = taught.place
    shipped = (taught.course / "assignments" / assignment / f"{assignment}{SUFFIX}").read_text()
    for each in read_own(assignment, taught.course).learned:
        for words in (each.name, each.seen, each.hint, each.reread, *each.keys):
            assert words not in shipped


def test_words_with_a_line_of_the_solution(taught: Taught, tmp_path: Path) -> None:
    """Is a release refused whose sealed words, mended by hand, hold a line of the solution?"""
    assignment, _ = taught.place
    course = tmp_path / "course"
    shutil.copytree(taught.course, course)
    entry = read_own(assignment, course).learned[0]
    line = max(secret_lines(source_notebooks(assignment, course)), key=len)
    path = mistakes_file(assignment, course)
    said = path.read_text("utf-8").replace(json.dumps(entry.hint), json.dumps(f"Is it {line}?"))
    path.write_text(said, encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(entry.name)):
        refuse_code_in_words(course, assignment)


def test_a_name_is_known_again(taught: Taught) -> None:
    """Is a second name for the same print refused, by the one that it has?"""
    for name, student in taught.of.items():
        assert learned_as(taught.place[0], taught.course, student.values()) == name
        assert learn(taught.course, student, "another name") == (name,)


def test_in_chinese(taught: Taught, tmp_path: Path) -> None:
    """Is it read in Chinese where it is translated, and else as it was typed, and marked so?"""
    assignment, function = taught.place
    course = tmp_path / "course"
    shutil.copytree(taught.course, course)
    path = course / "assignments" / assignment / f"{assignment}{SUFFIX}"
    name, student = next(iter(taught.of.items()))
    typed = f"Looks as {name}."

    def seen() -> str:
        say = words_in("zh", assignment, course)
        path.write_bytes(in_language(path.read_bytes(), {}, assignment, course, say))
        known = fingerprint_of(path.parent, [function], None)
        assert known is not None
        (mistake,) = judge(student.names[function], known).mistakes
        return mistake.seen

    released = path.read_bytes()
    marked = seen()
    assert marked != typed and typed in marked
    path.write_bytes(released)
    entry = Entry(english_hash(typed), typed, "\u5b66\u5230\u7684")
    chinese = mistakes_translation(course, "zh", assignment)
    write_entries(chinese, {**read_entries(chinese), f"{name}.seen": entry})
    assert seen() == entry.text
    part = next(p for p in parts(course, "zh") if p.path == chinese)
    assert part.states()[f"{name}.seen"] == "translated"
    assert part.states()[f"{name}.hint"] == "missing"


def test_taken_out_again(taught: Taught, tmp_path: Path) -> None:
    """Is the file of mistakes what it was, byte for byte, when all is taken out again?"""
    assignment, _ = taught.place
    course = tmp_path / "course"
    shutil.copytree(taught.course, course)
    for each in read_own(assignment, course).learned:
        forget_learned(assignment, course, each)
    file = f"mistakes/{assignment}.toml"
    assert (course / file).read_bytes() == (ROOT / file).read_bytes()
    assert not inputs_file(assignment, course).exists()
