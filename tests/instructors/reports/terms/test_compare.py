"""What is claimed of two terms, and what isn't."""

from collections.abc import Mapping

import numpy as np
import pytest

from autograder.instructors.reports.terms.compare import Change, compare_terms
from autograder.instructors.reports.terms.record import FacetCount, QuestionCount, TermRecord

MADE = ("no mean", "wrong sign", "no margin")


def term(
    name: str, students: int, mistakes: Mapping[str, int], *, known: tuple[str, ...] = MADE
) -> TermRecord:
    """Return a term with one question, f."""
    facets = (FacetCount("loss", 2.0, min(students, 3), students), FacetCount("in", 1, 0, students))
    question = QuestionCount(
        "f", 3.0, students, students, students // 2, 0.5, 0.4, facets, dict(mistakes), ("p/f",), "t"
    )
    return TermRecord(name, "ps1", students, (question,), texts={"p/f": "1"}, known=known)


def change(figures: object, name: str) -> Change:
    """Return the change of a mistake or facet in the only step."""
    (step,) = figures.steps  # type: ignore[attr-defined]
    (found,) = (each for each in step.changes if each.name == name)
    return found  # type: ignore[no-any-return]


def test_what_is_sure_and_what_may_be() -> None:
    """Is a large change said, a small one with doubt, and none not?"""
    before = term("a", 120, {"no mean": 48, "wrong sign": 20, "no margin": 12})
    after = term("b", 130, {"no mean": 8, "wrong sign": 36, "no margin": 12})
    figures = compare_terms([before, after])
    assert change(figures, "no mean").verdict == "rarer"
    assert change(figures, "wrong sign").verdict == "maybe-commoner"
    assert change(figures, "no margin").verdict == "open"
    turned = compare_terms([after, before])
    assert change(turned, "no mean").verdict == "commoner"
    assert change(turned, "wrong sign").verdict == "maybe-rarer"


@pytest.mark.parametrize("sizes", [(9, 300), (300, 9), (3, 4)])
def test_no_claim_under_ten(sizes: tuple[int, int]) -> None:
    """Is nothing but counts said where either class has fewer than ten?"""
    before, after = term("a", sizes[0], {"no mean": 0}), term("b", sizes[1], {"no mean": sizes[1]})
    figures = compare_terms([before, after])
    (step,) = figures.steps
    assert {each.verdict for each in step.changes} == {"too-few"}
    assert all(each.difference is None and each.chance is None for each in step.changes)
    small = [each for each in figures.standings if each.students < 10]
    assert small
    assert all(each.full is None and each.discrimination is None for each in small)
    assert figures.compared == 0


def test_ten_are_enough() -> None:
    """Is there an interval from ten students on?"""
    figures = compare_terms([term("a", 10, {"no mean": 10}), term("b", 10, {"no mean": 0})])
    assert change(figures, "no mean").verdict == "rarer"


def test_a_mistake_that_a_term_could_not_name() -> None:
    """Is a mistake that is new in the catalogue not called commoner?"""
    before = term("a", 100, {}, known=("wrong sign",))
    figures = compare_terms([before, term("b", 100, {"no mean": 60})])
    (step,) = figures.steps
    assert [each.name for each in step.changes] == ["loss"]
    (left,) = step.not_compared
    assert (left.mistake, left.term) == ("no mean", "a")


def test_facets_that_nobody_fails() -> None:
    """Is such a facet named with what may hide behind it, and not where one failed it once?"""
    figures = compare_terms([term("a", 40, {}), term("b", 60, {})])
    (found,) = figures.never_failed
    assert (found.facet, found.judged) == ("in", 100)
    assert found.most == pytest.approx(0.0295, abs=1e-4)
    assert compare_terms([term("a", 4, {}), term("b", 5, {})]).never_failed == ()


def test_which_text_was_changed() -> None:
    """Are a question's cells with another text named, and another test and other points told?"""
    before, after = term("a", 50, {}), term("b", 50, {})
    changed = TermRecord(
        "b",
        "ps1",
        50,
        (
            QuestionCount(
                "f", 4.0, 50, 50, 25, 0.5, None, (), {}, ("p/f-intro", "p/f"), "other test"
            ),
        ),
        texts={"p/f": "1", "p/f-intro": "2", "p/end": "3"},
        known=MADE,
    )
    assert compare_terms([before, after]).steps[0].texts == ()
    (step,) = compare_terms([before, changed]).steps
    (text,) = step.texts
    assert text.cells == ("p/f-intro",)
    assert text.other_test
    assert text.other_points
    assert step.elsewhere == ("p/end",)


def test_classes_that_are_alike_make_few_claims() -> None:
    """Does a page of comparisons claim nothing false in at least 95 % of the terms?"""
    rng, false, pages = np.random.default_rng(5), 0, 200
    names = tuple(f"m{n}" for n in range(12))
    for _ in range(pages):
        shares = rng.beta(1.0, 4.0, size=len(names))
        counts = [
            {name: int(rng.binomial(n, p)) for name, p in zip(names, shares, strict=True)}
            for n in (60, 80)
        ]
        before, after = (
            term(name, n, made, known=names)
            for name, n, made in zip("ab", (60, 80), counts, strict=True)
        )
        (step,) = compare_terms([before, after]).steps
        false += any(each.verdict in ("rarer", "commoner") for each in step.changes)
    assert false / pages <= 0.05


def test_three_terms_share_the_correction() -> None:
    """Are all comparisons of a page counted together?"""
    terms = [term(name, 50, {"no mean": 10 + 3 * n}) for n, name in enumerate("abc")]
    figures = compare_terms(terms)
    made = [each for step in figures.steps for each in step.changes]
    assert figures.compared == len(made) == 4
    assert all(each.adjusted >= each.chance for each in made if each.adjusted and each.chance)
    assert [(step.before, step.after) for step in figures.steps] == [("a", "b"), ("b", "c")]
