"""A request for a regrade, as students write it and as editors save it."""

import pytest

from autograder.notebooks.cells import Cell
from autograder.notebooks.regrade import MOST_BYTES, RegradeRequest, quoted, read_requests

HANDOUT = (
    Cell("intro", "markdown", "text"),
    Cell("loss-naive", "code", "", solution=True),
    Cell("loss-naive-tests", "code", "", grade=True, locked=True),
    Cell("why-answer", "markdown", "", solution=True, grade=True),
    Cell("draw", "markdown", "", task=True, locked=True),
)


def asked(data: bytes) -> dict[str, str]:
    """Return what is asked, by cell."""
    return {each.cell: each.text for each in read_requests(data, HANDOUT)}


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("# loss-naive", "loss-naive"),
        ("## `loss_naive`", "loss-naive"),
        ("###   Loss_Naive()  ##", "loss-naive"),
        ("# loss-naive-tests", "loss-naive"),
        ("# why", "why-answer"),
        ("# Why?", "why-answer"),
        ("# draw", "draw"),
    ],
)
def test_a_question_by_its_names(heading: str, cell: str) -> None:
    """Is a question known by its cell, its test, its function, whatever the marks around it?"""
    assert asked(f"{heading}\n\nIt is right.\n".encode()) == {cell: "It is right."}


def test_nothing_is_left_out() -> None:
    """Does what stands under no known heading ask of the whole notebook, in its order?"""
    text = b"Dear all,\n# loss-naive\none\n# Question 7\ntwo\n# loss_naive\nthree\n"
    assert asked(text) == {"": "Dear all,\nQuestion 7\ntwo", "loss-naive": "one\nthree"}
    assert asked(b"#loss-naive\nno heading") == {"": "#loss-naive\nno heading"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    """Are umlauts and line ends those that the student wrote, as editors save them?"""
    assert asked("# why\r\nWäre das nicht \u20ac 1?\r\n".encode(encoding)) == {
        "why-answer": "Wäre das nicht \u20ac 1?"
    }


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n # \n",
        b"# loss-naive\n\n# why\n",
        b"\xff\xfe\x00",
        bytes(range(256)) * 4,
        b"# " + b" " * MOST_BYTES + b"x",
        b"#" * MOST_BYTES,
        b"# loss-naive\n" * 10_000,
        "\u00e9".encode() * MOST_BYTES,
        b"x" * 10 * MOST_BYTES,
    ],
)
def test_whatever_it_consists_of(data: bytes) -> None:
    """Is anything at all read, within bounds, with no character that a page can't show?"""
    found = asked(data)
    assert sum(map(len, found.values())) <= MOST_BYTES + 10
    assert all(text.isprintable() or "\n" in text for text in found.values())


def test_it_is_shown_as_it_is() -> None:
    """Does no line of it end the block that shows it, and so become markup?"""
    text = "a\n\n<script>x</script>\n# heading\n```"
    lines = quoted(text).split("\n")
    assert all(line.startswith("    ") for line in lines)
    assert [line[4:] for line in lines] == text.split("\n")


def test_what_is_too_long_is_cut_and_says_so() -> None:
    """Is the end of a text that no person would read left out, and marked?"""
    (found,) = read_requests(b"# why\n" + b"please " * MOST_BYTES, HANDOUT)
    assert found.cell == "why-answer" and found.text.endswith("\n[...]")
    (whole,) = read_requests(b"# why\n" + b"please " * 2000, HANDOUT)
    assert whole == RegradeRequest("why-answer", ("please " * 2000).strip())
