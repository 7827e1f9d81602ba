"""A question's result in words: what several facets found is said once."""

from autograder.findings import Code, Finding
from autograder.findings.outcome import raised
from autograder.results import FacetResult, QuestionResult
from autograder.results.display import in_words

# One line's error, on inputs of two sizes.
SHORT, LONG = (raised(ValueError(f"size {n} is different from 4")) for n in (3, 5))
OTHER = raised(ZeroDivisionError("division by zero"))
CONSTANT = Finding(Code.NOT_TWO_THINGS, {"what": "a number"})


def result(*found: Finding | None) -> QuestionResult:
    """Return a result whose facets, a, b, c and so on, found this."""
    facets = (
        FacetResult(name, 0.0 if each else 1.0, 1.0, each)
        for name, each in zip("abcd", found, strict=False)
    )
    return QuestionResult("course", "f", 0, tuple(facets))


def test_one_error_everywhere() -> None:
    """Is an error that all facets met, on inputs of other sizes, the one reason?"""
    assert result(SHORT, LONG, SHORT).common == SHORT
    said = in_words(result(SHORT, LONG, SHORT))
    assert said.count("ValueError") == 1 and "size 3" in said


def test_the_same_error_again() -> None:
    """Is an error said where it is met first, and named by that facet afterwards?"""
    first, again, other, last = result(SHORT, LONG, OTHER, None).seen
    assert "size 3 is different from 4" in first
    assert again == "the same as in a"
    assert "division by zero" in other
    assert last == ""


def test_the_same_again() -> None:
    """Is the same said of anything else that two facets found, and never of two that passed?"""
    assert result(CONSTANT, None, CONSTANT, None).seen[1:] == ("", "the same as in a", "")
    assert result(None, None).common is None


def test_other_numbers_are_another_thing() -> None:
    """Are numbers that were found said each time? Those of an error are its inputs' sizes."""
    found = [Finding(Code.NOT_TWO_THINGS, {"what": f"{n} numbers"}) for n in (1, 3)]
    assert result(*found).common is None
    assert "3 numbers" in result(*found).seen[1]
