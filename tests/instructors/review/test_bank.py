"""Comments are kept by question, in a file that people may edit."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.folders import CourseError
from autograder.instructors.review.bank import (
    as_said,
    comments_file,
    keep_comment,
    offered,
    read_comments,
)

QUESTION = "f-tests"


def test_a_comment_is_counted(tmp_path: Path) -> None:
    """Does a comment that is given again stand there once, with how often?"""
    for mistake in ("no N", ""):
        keep_comment(tmp_path, "ps1", QUESTION, "Divide by N.", mistake)
    (found,) = read_comments(tmp_path, "ps1")
    assert (found.comment, found.mistake, found.times) == ("Divide by N.", "no N", 2)
    assert read_comments(tmp_path, "ps2") == ()


def test_what_is_offered(tmp_path: Path) -> None:
    """Are comments on a group's mistake first, then the commonest, of this question alone?"""
    for question, comment, mistake in (
        (QUESTION, "often", ""),
        (QUESTION, "often", ""),
        (QUESTION, "named", "no N"),
        ("g-tests", "other", ""),
    ):
        keep_comment(tmp_path, "ps1", question, comment, mistake)
    found = read_comments(tmp_path, "ps1")
    assert [each.comment for each in offered(found, QUESTION, ["no N"])] == ["named", "often"]
    assert [each.comment for each in offered(found, QUESTION, [])] == ["often", "named"]


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    """Does any text come back as it was, but for half characters, which no file holds?"""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        keep_comment(Path(folder), "ps1", QUESTION, text, text)
        (found,) = read_comments(Path(folder), "ps1")
        whole = text.encode("utf-8", "replace").decode()
        assert (found.comment, found.mistake) == (whole, whole)


@pytest.mark.parametrize("text", ["[[comment]", "comment = 3", "[[comment]]\nquestion = 'f'\n"])
def test_a_file_that_was_spoilt(tmp_path: Path, text: str) -> None:
    """Is a file that can't be read said by name, and never written over?"""
    path = comments_file(tmp_path, "ps1")
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match="mend or remove"):
        keep_comment(tmp_path, "ps1", QUESTION, "new", "")
    assert path.read_text(encoding="utf-8") == text


UNSEEN = st.text(
    st.characters(categories=["Cc", "Cf", "Zs", "Zl", "Zp", "Mn"], include_characters="\u3164"),
    max_size=6,
)


@given(UNSEEN, st.characters(categories=["L", "N", "P", "So"]), UNSEEN)
def test_nothing_that_nobody_sees_is_a_comment(before: str, sign: str, after: str) -> None:
    """Is a comment with nothing to see none, and what is seen given without control characters?"""
    assert as_said(before + after) == ""
    if sign in "\u115f\u1160\u2800\u3164\uffa0":
        return
    said = as_said(f"{before}{sign}{after}")
    assert sign in said and said == said.strip() and not set(said) & set(map(chr, range(9)))
    assert as_said("Divide by N.\n\tSee 2.") == "Divide by N.\n\tSee 2."
