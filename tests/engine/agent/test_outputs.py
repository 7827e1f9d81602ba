"""The outputs of a cell: in order, joined, replaced, cleared and limited."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.engine.agent.outputs import MOST_OUTPUTS, Outputs, Stream


@given(parts=st.lists(st.tuples(st.sampled_from(["stdout", "stderr"]), st.text(max_size=5))))
def test_streams(parts: list[tuple[str, str]]) -> None:
    """Is every text kept, in order, with neighbours of one stream joined?"""
    outputs = Outputs()
    for name, text in parts:
        outputs.write(name, text)
    names = [item["name"] for item in outputs.items]
    assert all(one != other for one, other in pairwise(names))
    for name in ("stdout", "stderr"):
        assert outputs.text(name) == "".join(text for each, text in parts if each == name)


@given(texts=st.lists(st.text(max_size=30), max_size=12))
def test_limit(texts: list[str]) -> None:
    """Is no more kept than the limit and one note, and the note only when something is cut?"""
    outputs = Outputs(most_characters=40)
    for text in texts:
        outputs.write("stdout", text)
    kept, whole = outputs.text("stdout"), "".join(texts)
    if len(whole) <= 40:
        assert kept == whole
    else:
        assert kept.count("[cut here: more than 40 characters of output]") == 1
        assert whole.startswith(kept[: kept.index("\n[cut here")])


@pytest.mark.parametrize("before", [0, 39, 40, 41, 100])
def test_last_words(before: int) -> None:
    """Are the value of a cell and its error kept behind any amount of output?"""
    outputs = Outputs(most_characters=40)
    outputs.write("stdout", "x" * before)
    outputs.result({"text/plain": "0.5", "text/html": "<b>" * 50}, {}, 3)
    outputs.error("E", "message", ["line"])
    *_, value, error = outputs.items
    assert value["data"] == {"text/plain": "0.5"}
    assert (value["output_type"], value["execution_count"]) == ("execute_result", 3)
    assert error["evalue"] == "message"


def test_number_of_outputs() -> None:
    """Are there at most so many outputs, and the value and the error behind them all the same?"""
    outputs = Outputs()
    for number in range(MOST_OUTPUTS + 100):
        outputs.show({"text/plain": str(number)}, {})
    assert len(outputs.items) == MOST_OUTPUTS
    outputs.result({"text/plain": "0.5"}, {}, 1)
    outputs.error("E", "", [])
    assert [item["output_type"] for item in outputs.items[-2:]] == ["execute_result", "error"]


def test_pictures_have_room_of_their_own() -> None:
    """Do pictures take no room of texts, and is there a limit for them, too?"""
    outputs = Outputs(most_characters=40)
    for _ in range(3):
        outputs.show({"image/png": "a" * 5_000_000}, {})
    outputs.write("stdout", "x" * 40)
    assert [item["output_type"] for item in outputs.items] == ["display_data"] * 3 + ["stream"]
    outputs.show({"image/png": "a" * 5_000_000}, {})
    assert len(outputs.items) == 4


def test_replaced_by_id() -> None:
    """Is only what has the same id replaced?"""
    outputs = Outputs()
    for text, shown_id in (("a", "1"), ("b", ""), ("c", ""), ("d", "1")):
        outputs.show({"text/plain": text}, {}, shown_id)
    assert [item["data"]["text/plain"] for item in outputs.items] == ["d", "b", "c"]


def test_bytes_are_base64() -> None:
    """Is a picture in bytes written down as a notebook does?"""
    outputs = Outputs()
    outputs.show({"image/png": b"hallo"}, {})
    assert outputs.items[0]["data"] == {"image/png": "aGFsbG8="}


def test_clearing_twice() -> None:
    """Does clearing on the next output wait for one, also when that is an error?"""
    outputs = Outputs()
    outputs.write("stdout", "a")
    outputs.clear(wait=True)
    assert outputs.text("stdout") == "a"
    outputs.error("E", "", [])
    assert [item["output_type"] for item in outputs.items] == ["error"]
    outputs.clear()
    assert outputs.items == []


def test_stream() -> None:
    """Does the stream take texts only, and say how much it has written?"""
    outputs = Outputs()
    stream = Stream(outputs, "stderr")
    assert stream.write("abc") == 3
    assert stream.writable()
    with pytest.raises(TypeError, match="not bytes"):
        stream.write(b"abc")  # type: ignore[arg-type]
    assert outputs.text("stderr") == "abc"
