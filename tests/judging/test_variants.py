"""Right code gets full points however it is written, and no visible check calls it wrong."""

from collections import Counter

import pytest

from autograder.results.display import in_words
from tests.judging.harness import failed
from tests.variants.bank import BANK, grade_variant, questions, visible_reports
from tests.variants.variant import Variant

NAMES = [variant.name for variant in BANK]


@pytest.mark.parametrize("variant", BANK, ids=NAMES)
def test_right_code_has_full_points(variant: Variant) -> None:
    """Do three seeds give full points, where benchmarks/quality_variants.py asks for 200?"""
    for seed in range(3):
        result = grade_variant(variant, seed)
        assert not failed(result), in_words(result)
        assert result.points == result.max_points > 0


@pytest.mark.parametrize("variant", BANK, ids=NAMES)
def test_no_visible_check_calls_right_code_wrong(variant: Variant) -> None:
    """Does the check above the hidden test pass?"""
    (shown,) = visible_reports(variant)
    assert shown.passed, str(shown)


def test_the_bank() -> None:
    """Are there at least 80 variants of different code, two or more of each graded function?"""
    assert len(BANK) >= 80
    assert len(set(NAMES)) == len(BANK)
    counts = Counter((variant.assignment, variant.question) for variant in BANK)
    assert set(counts) == questions()
    assert min(counts.values()) >= 2
    sources = {(variant.question, "".join(variant.source.split())) for variant in BANK}
    assert len(sources) == len(BANK)
