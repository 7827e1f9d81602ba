"""What a course's tests say of a submission is said in the language in force, and nothing else."""

from pathlib import Path

import pytest

from autograder.findings import Code, Finding, words
from autograder.findings.language import speaking
from autograder.results import FacetResult
from autograder.results.course_texts import in_words, saying_texts_of
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("said", "wanted", "assignment"),
    [
        ("the true class 20,000 below", "真实类别低 20,000", "softmax-function"),
        ("scores near 1000", "接近 1000 的分数", "softmax-function"),  # in what students see, too
        ("12 classes", "12 个类别", "softmax-function"),
        ("not shuffled, 5 classes", "没有打乱，5 个类别", "net-on-images"),
        ("first share, data", "第一个份额、data", "reverse-mode"),
        (
            "a gradient of shape (2, 4, 3) is summed to shape (4, 1) in a wrong way",
            "形状为 (2, 4, 3) 的梯度求和成形状 (4, 1) 的方式不对",
            "reverse-mode",
        ),
    ],
)
def test_in_words(said: str, wanted: str, assignment: str) -> None:
    """Is a text of a hidden test said in Chinese, with its values, and in English as it is?"""
    with speaking("zh"):
        assert in_words(said, assignment, ROOT) == wanted
    with speaking(""):
        assert in_words(said, assignment, ROOT) == said


@pytest.mark.parametrize("said", ["value", "my own 12 classes", "one, two", "", "no such classes"])
def test_other_texts(said: str) -> None:
    """Is what no test says left as it is, such as a student's own words?"""
    with speaking("zh"):
        assert in_words(said, "softmax-function", ROOT) == said


def test_words_of_a_finding(tmp_path: Path) -> None:
    """Are names said so within findings and of facets, and nowhere without a translation?"""
    seen = Finding.of(Code.WRONG_FOR, name="W", inputs=("12 classes", "q almost 0"))
    facet = FacetResult("over 78 %", 0, 1, seen)
    for root, named in ((ROOT, "12 个类别"), (tmp_path, "12 classes")):
        with speaking("zh"), saying_texts_of("softmax-function", root):
            assert named in words(seen) and named in facet.seen
    with speaking("zh"), saying_texts_of("net-on-images", ROOT):
        assert facet.said_name == "超过 78 %"
    with saying_texts_of("net-on-images", ROOT):
        assert facet.said_name == "over 78 %"
