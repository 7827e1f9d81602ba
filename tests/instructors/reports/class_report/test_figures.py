"""The figures of small classes, to the number."""

from dataclasses import replace
from datetime import timedelta

import pytest

from autograder.course.folders import CourseError
from autograder.findings import Code, Finding, text
from autograder.instructors.reports.class_report.figures import ClassFigures, figures
from autograder.instructors.reports.class_report.load import load_class
from autograder.instructors.reports.class_report.questions import FacetRate, QuestionRate
from autograder.instructors.reports.class_report.scores import bars
from tests.instructors.reports.class_report.made import ASSIGNMENT, STUB, MadeClass


def of(made: MadeClass) -> ClassFigures:
    """Return the figures of a class."""
    return figures(load_class(made.folder, ASSIGNMENT))


@pytest.fixture
def four(made: MadeClass) -> MadeClass:
    """Return a class of four that is graded: 6, 5, 1 and 0 of the 6 points of tests."""
    made.grade("ada", why=3.0)
    made.grade("ben", ["inputs"], mistakes=["an argument is changed"], why=0.0)
    made.grade("cyn", ["loss", "gradient"], mistakes=["no division by N"], why=1.0)
    made.grade("dan", ["loss", "gradient", "inputs"], answer=STUB)
    return made


def test_points(four: MadeClass) -> None:
    """Are the points all points once nothing waits, with mean, quartiles, bars and extremes?"""
    found = of(four).scores
    assert found is not None and not found.tests_only
    assert found.points == (0.0, 2.0, 5.0, 9.0)
    assert found.max_points == 10.0
    assert found.mean == 4.0
    assert found.quartiles == (1.5, 3.5, 6.0)
    assert (found.full, found.nothing) == (0, 1)
    assert [each.count for each in found.bars] == [1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0]


def test_points_while_somebody_waits(four: MadeClass) -> None:
    """Are the points those of the tests alone while an answer awaits manual grading?"""
    four.grade("eve", waits=True)
    found = of(four)
    assert found.scores is not None and found.scores.tests_only
    assert found.scores.points == (0.0, 1.0, 5.0, 6.0, 6.0)
    assert found.scores.max_points == 6.0
    (waiting,) = found.awaiting
    assert (waiting.student, waiting.answers, waiting.points) == ("eve", 1, 4.0)
    (written,) = found.written
    assert (written.waiting, written.graded, written.mean) == (1, 4, 1.0)


def test_bars() -> None:
    """Do bars cover all points once, the most and parts of points included?"""
    found = bars([0.0, 1.9, 2.0, 21.5, 22.0], 22.0)
    assert [(each.low, each.high) for each in found[:2]] == [(0, 1), (2, 3)]
    assert found[-1].label == "22"
    assert [each.count for each in found] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]
    assert [each.label for each in bars([0.0], 0.0)] == ["0"]
    assert sum(each.count for each in bars([-1.0, 30.0, 0.5], 0.5)) == 3


def test_pass_rates(four: MadeClass) -> None:
    """Is it counted who has all points, who passed each facet, and who did not begin?"""
    (question,) = of(four).questions
    assert (question.name, question.passed, question.rate) == ("f", 1, 0.25)
    assert (question.mean, question.not_begun, question.errors) == (3.0, 1, 0)
    assert {each.name: each.passed for each in question.facets} == {
        "loss": 2,
        "gradient": 2,
        "inputs": 2,
    }


def test_mistakes(four: MadeClass) -> None:
    """Are mistakes counted, the commonest first, with who made them?"""
    four.grade("eve", ["inputs"], mistakes=["an argument is changed"])
    assert [(each.name, each.count, each.students) for each in of(four).mistakes] == [
        ("an argument is changed", 2, ("ben", "eve")),
        ("no division by N", 1, ("cyn",)),
    ]


def test_who_needs_help(four: MadeClass) -> None:
    """Are those below half of the tests' points urgent, fewest first, with what they miss?"""
    four.grade("eve", error="RecursionError")
    four.grade("flo", ["loss", "inputs"])
    found = of(four)
    assert [(each.student, each.troubles[0].what) for each in found.urgent] == [
        ("dan", text("needs.not-begun")),
        ("eve", "ended with RecursionError"),
        ("cyn", "no division by N"),
    ]
    assert found.idle == ("dan",)
    assert [(each.student, each.troubles[0].what) for each in found.others] == [
        ("flo", "failed: loss, inputs"),
        ("ben", "an argument is changed"),
    ]


def test_a_fault_of_the_course(made: MadeClass) -> None:
    """Is it told that an answer could not be judged, not that it ended with an error?"""
    made.grade("eve", error="NotJudged", ended=Finding(Code.NOT_JUDGED))
    (eve,) = of(made).urgent
    assert eve.troubles[0].what == "not judged: the test or the solution has to be mended"


def test_late(made: MadeClass) -> None:
    """Is a late submission told of, by how much and for what price, and taken from its points?"""
    made.grade("ada", why=4.0, late=timedelta(days=1, minutes=5), penalty=2.0)
    found = of(made)
    (late,) = found.late
    assert (late.student, late.words, late.penalty) == ("ada", "1 d 5 min", 2.0)
    assert found.scores is not None and found.scores.points == (8.0,)


def test_differences(made: MadeClass) -> None:
    """Are differences from the handout counted by what they are?"""
    made.grade("ada", differences=["one code cell was added", "the cell f-tests is missing"])
    made.grade("ben", differences=["one code cell was added"])
    assert [(each.what, each.students) for each in of(made).differences] == [
        ("one code cell was added", ("ada", "ben")),
        ("the cell f-tests is missing", ("ada",)),
    ]


def test_time_and_limits(made: MadeClass) -> None:
    """Are seconds summed by phase, of results that are still the ones on disk, and limits told?"""
    for name, cells in (("ada", 1.0), ("ben", 3.0), ("cyn", 100.0)):
        made.grade(name)
        made.keep(name, {"cells": cells, "write down": 0.5}, ["stopped: it took more than 3 s"])
    path = made.folder / "autograded" / "cyn" / ASSIGNMENT / "p1.ipynb"
    path.write_text(path.read_text() + "\n")  # graded by another command since
    found = of(made).effort
    assert (found.known, found.total) == (2, 5.0)
    assert [(each.name, each.median, each.longest, each.total) for each in found.phases] == [
        ("cells", 2.0, 3.0, 4.0),
        ("write down", 0.5, 0.5, 1.0),
    ]
    assert [each.student for each in found.slowest] == ["ben", "ada"]
    assert [(each.reason, each.students) for each in found.stopped] == [
        ("stopped: it took more than 3 s", ("ada", "ben"))
    ]


def test_one_student(made: MadeClass) -> None:
    """Does a class of one have all its figures?"""
    made.grade("ada", ["loss"], why=2.0)
    found = of(made)
    assert found.scores is not None
    assert found.scores.quartiles == (6.0, 6.0, 6.0)
    assert found.alike == ()
    assert found.questions[0].rate == 0.0


def test_nobody(made: MadeClass) -> None:
    """Are those who handed in, and those who didn't, told apart when nothing is graded?"""
    made.enrol("ada")
    made.enrol("ben")
    made.hand_in("ben")
    found = of(made)
    assert (found.graded, found.waiting, found.absent) == (0, ("ben",), ("ada",))
    assert found.scores is None


def test_unknown_assignment(made: MadeClass) -> None:
    """Is an assignment that the gradebook doesn't know refused, with those that it does?"""
    with pytest.raises(CourseError, match="knows no assignment ps9: it knows ps1"):
        load_class(made.folder, "ps9")


def test_no_gradebook(made: MadeClass) -> None:
    """Is a course without a gradebook told of, and none made?"""
    book = made.folder / "gradebook.db"
    book.unlink()
    with pytest.raises(CourseError, match="There is no gradebook at"):
        load_class(made.folder, ASSIGNMENT)
    assert not book.exists()


def test_damaged_gradebook(made: MadeClass) -> None:
    """Is a gradebook that is no database told of in words?"""
    (made.folder / "gradebook.db").write_bytes(b"no database" * 500)
    with pytest.raises(CourseError, match="The gradebook can't be read: "):
        load_class(made.folder, ASSIGNMENT)


@pytest.mark.parametrize("text", ["{", "[]", '{"cells": 3}', "\xff", '{"cells": [3, {}, null]}'])
def test_a_broken_notebook(four: MadeClass, text: str) -> None:
    """Does a broken autograded notebook leave all other figures as they are?"""
    path = four.folder / "autograded" / "ada" / ASSIGNMENT / "p1.ipynb"
    path.write_text(text, encoding="latin-1")
    found = of(four)
    assert found.graded == 4
    assert found.scores is not None and found.scores.points == (0.0, 2.0, 5.0, 9.0)
    assert found.mistakes[0].students == ("ben",)
    if "[3" not in text:
        (problem,) = found.problems
        assert problem.student == "ada"
        assert problem.sentence.startswith("the autograded notebook p1 is left out, as it can't be")


def test_a_missing_notebook(four: MadeClass) -> None:
    """Does a student whose autograded notebook is gone keep the points, and is that said?"""
    (four.folder / "autograded" / "ben" / ASSIGNMENT / "p1.ipynb").unlink()
    found = of(four)
    assert found.graded == 4
    assert [each.student for each in found.problems] == ["ben"]
    assert ("ben", "no notebook to read") in [
        (each.student, each.troubles[0].what) for each in found.needs
    ]


def test_damaged_results(four: MadeClass) -> None:
    """Do kept results that can't be read cost only the times, and stay as they are?"""
    folder = four.folder / ".autograder"
    folder.mkdir()
    (folder / "results.sqlite").write_bytes(b"no database" * 500)
    found = of(four)
    assert found.effort.known == 0
    assert found.problems[0].student == ""
    assert [path.name for path in folder.iterdir()] == ["results.sqlite"]


def test_the_facet_to_teach_again(four: MadeClass) -> None:
    """Is it the one that fewest passed, and none where all passed or several share the place?"""

    def lowest(*rates: float) -> str | None:
        facets = tuple(
            FacetRate(f"facet {place}", 1.0, 0, rate) for place, rate in enumerate(rates)
        )
        whole = QuestionRate("f", 2.0, 0, 0.5, 1.0, 0, 0)
        halves = (replace(whole, facets=facets[:2]), replace(whole, facets=facets[2:]))
        found = replace(of(four), questions=halves).lowest
        return found.name if found else None

    assert lowest(0.9, 0.5, 0.7) == "facet 1"
    assert lowest(0.9, 0.8, 0.2) == "facet 2"
    assert lowest(0.5, 0.9, 0.5) is None
    assert lowest(1.0, 1.0) is None
    assert lowest() is None
