"""A request for a regrade comes in beside a notebook, or after it."""

from pathlib import Path

import pytest

from autograder.instructors.lms.collect.file_names import is_request
from autograder.notebooks.regrade import MOST_BYTES
from tests.instructors.lms.collect.conftest import Collected, reasons
from tests.instructors.lms.collect.downloads import NAME, answered, as_zip, zipped


def requests(course: Path) -> dict[str, str]:
    """Return the requests that lie in submitted/, by student."""
    found = (course / "submitted").glob(f"*/{NAME}/request.md")
    return {path.parents[1].name: path.read_text(encoding="utf-8") for path in found}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("request.md", True),
        ("Request.MD", True),
        ("request-1.md", True),
        ("request (2).txt", True),
        ("request.markdown", True),
        ("request.pdf", False),
        ("my request.md", False),
        ("request", False),
        ("requests.md", False),
        (f"{NAME}.ipynb", False),
    ],
)
def test_names(name: str, expected: bool) -> None:
    """Is a request known by its name, as platforms and browsers change it?"""
    assert is_request(name) is expected


def test_it_is_placed_beside_the_notebook(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Is each person's latest request placed, in a zip, too, and told to the instructor?"""
    files = {
        "adaamir_1_10_softmax-loss.ipynb": answered("ada"),
        "adaamir_1_11_request.md": b"first",
        "adaamir_1_12_request-1.md": b"second",
        "benbo_2_13_work.zip": zipped({"softmax-loss.ipynb": answered("ben"), "request.md": b"b"}),
        "cycara_3_14_softmax-loss.ipynb": answered("cy"),
        "cycara_3_15_request.md": b"x" * (MOST_BYTES + 1),
        "dandee_4_16_request.md": b"# loss\nplease",
    }
    report = collected(as_zip(tmp_path, files))
    assert requests(course) == {"adaamir-1": "second", "benbo-2": "b"}
    assert report["code"] == 3
    asks = [each.partition(":")[0] for each in report["look"] if "asks for a regrade" in each]
    assert asks == ["adaamir-1", "benbo-2"]
    why = reasons(report)
    assert "another request" in why["adaamir_1_11_request.md"]
    assert "short text" in why["cycara_3_15_request.md"]
    assert "no submission" in why["dandee_4_16_request.md"]
    assert not (course / "submitted" / "dandee-4").exists()


def test_it_comes_later_and_goes_with_what_it_was_about(
    course: Path, collected: Collected, tmp_path: Path
) -> None:
    """Is a request taken without a notebook, and set aside when the notebook is replaced?"""
    first = {"adaamir_1_10_softmax-loss.ipynb": answered("one")}
    collected(as_zip(tmp_path, first))
    path = course / "submitted" / "adaamir-1" / NAME / f"{NAME}.ipynb"
    before = path.read_bytes()
    dry = collected(as_zip(tmp_path, {"adaamir_1_11_request.md": b"why?"}), "--dry-run")
    assert requests(course) == {} and any("asks for" in each for each in dry["look"])
    collected(as_zip(tmp_path, {"adaamir_1_11_request.md": b"why?"}))
    assert requests(course) == {"adaamir-1": "why?"}
    assert path.read_bytes() == before
    again = {"adaamir_1_12_softmax-loss.ipynb": answered("two")}
    collected(as_zip(tmp_path, again), "--force")
    assert requests(course) == {}
    kept = list((course / "downloaded").rglob("request.md"))
    assert [each.read_text(encoding="utf-8") for each in kept] == ["why?"]
