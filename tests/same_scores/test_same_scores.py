"""Scores are stock nbgrader's, construct by construct: a bank of small assignments."""

import pytest

from tests.conftest import ROOT
from tests.same_scores.cases import VARIANTS, Case, compositions, read_bank
from tests.same_scores.grading import APART, WHERE_NEEDED, Scores, kit_scores, stock_scores
from tests.same_scores.recorded import (
    RENEW,
    at_fault,
    differing,
    known_differences,
    stale,
    stock_only,
)

BANK = read_bank()
PAIRS = compositions(BANK)


def each(cases: list[Case]) -> pytest.MarkDecorator:
    """Return a parameter that is each of the cases."""
    return pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in cases])


def differs(case: Case, ours: Scores, together: str) -> bool:
    """Whether a case's scores differ, in the variants that were graded, otherwise than known."""
    graded = list(ours[case.id])
    known = known_differences(together).get(case.id, {})
    expected = {variant: cells for variant, cells in known.items() if variant in graded}
    return differing(case, ours, stock_only(graded)) != expected


@pytest.fixture(scope="module")
def stock() -> Scores:
    """Return what stock nbgrader gives, as it is kept."""
    return stock_only(VARIANTS)


@pytest.fixture(scope="module")
def solutions(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """Return what the kit gives the solutions, with tests apart."""
    return kit_scores(tmp_path_factory.mktemp("bank") / "kit", BANK, ["solution"])


@pytest.fixture(scope="module")
def not_done(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """Return what the kit gives the handout, and what is half done, with tests apart."""
    return kit_scores(tmp_path_factory.mktemp("stubs") / "kit", BANK, ["untouched", "half"])


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """Return what the kit gives for two cases in one notebook, as it grades by itself."""
    folder = tmp_path_factory.mktemp("composed") / "kit"
    return kit_scores(folder, PAIRS, together=WHERE_NEEDED)


@pytest.fixture(scope="module")
def where_needed(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """Return what the kit gives as it grades by itself."""
    folder = tmp_path_factory.mktemp("needed") / "kit"
    return kit_scores(folder, BANK, together=WHERE_NEEDED)


def test_recorded_scores_are_of_these_cases(stock: Scores) -> None:
    """Are the scores that are kept of stock nbgrader those of today's bank, and no others?"""
    assert not stale([*BANK, *PAIRS]), f"renew them: {RENEW}"
    assert stock.keys() == {case.id for case in [*BANK, *PAIRS]}


def test_cases_say_what_is_right(stock: Scores) -> None:
    """Does stock nbgrader give solutions all points, and none else?"""
    assert not [fault for case in BANK for fault in at_fault(case, stock)]


@pytest.mark.parametrize("together", [APART, WHERE_NEEDED])
def test_known_differences_are_of_the_bank(together: str) -> None:
    """Is a case that is gone not kept among those that differ?"""
    assert known_differences(together).keys() <= {case.id for case in [*BANK, *PAIRS]}


def test_figures_in_the_docs() -> None:
    """Does the page say how many cells there are, and how many of them differ apart?"""
    cells = [(case.id, cell.key) for case in BANK for cell in case.cells if cell.kind == "test"]
    apart, needed = (
        {(name, cell) for name, found in known_differences(way).items() for cell in _any(found)}
        & {*cells}
        for way in (APART, WHERE_NEEDED)
    )
    with_source = sum(bool(case.source) for case in BANK)
    page = " ".join((ROOT / "docs" / "grading.md").read_text(encoding="utf-8").split())
    assert f"holds {len(BANK)} small assignments, a construct each, {with_source} of them" in page
    assert f"their {len(cells)} test cells {len(cells) - len(apart)} score apart" in page
    assert f"the other {len(apart)} run with" in page
    assert f"{len(cells) - len(needed)} of {len(cells)}." in page


def _any(found: dict[str, list[str]]) -> set[str]:
    return {cell for cells in found.values() for cell in cells}


@each(BANK)
def test_a_solution_apart(case: Case, solutions: Scores) -> None:
    """Has each test cell stock nbgrader's score for the solution, apart from the student's code?

    All that differs stands in differ_apart.json, and nothing that doesn't.
    """
    assert not differs(case, solutions, APART)


@each(BANK)
def test_what_is_not_done_apart(case: Case, not_done: Scores) -> None:
    """Has each test cell stock nbgrader's score for the handout and for what is half done?"""
    assert not differs(case, not_done, APART)


@each(BANK)
def test_where_needed_with_the_student(case: Case, where_needed: Scores) -> None:
    """Has each test cell stock nbgrader's score when those that must run with the student do?"""
    assert not differs(case, where_needed, WHERE_NEEDED)


@each(PAIRS)
def test_two_in_one_notebook(case: Case, composed: Scores) -> None:
    """Are scores stock nbgrader's where two cases share a notebook, and maybe names?"""
    assert not differs(case, composed, WHERE_NEEDED)


def test_recorded_scores_are_what_nbgrader_gives(
    tmp_path_factory: pytest.TempPathFactory, stock: Scores
) -> None:
    """Does stock nbgrader still give the scores that are kept?"""
    folder = tmp_path_factory.mktemp("stock") / "stock"
    assert stock_scores(folder, [*BANK, *PAIRS]) == stock
