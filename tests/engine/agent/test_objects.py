"""The table of a student's objects: each has one number, for as long as the grader needs it."""

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.engine.agent.descriptions import describe
from autograder.engine.agent.objects import Objects
from autograder.engine.wire.frames import WireError
from tests.engine.agent.agent import Agent, agent


class Thing:
    """A thing."""


class Sly:
    """Lies about itself."""

    __name__ = 5
    __signature__ = "none"

    def __call__(self, *args: Any) -> None:
        """Do nothing."""


def test_one_number_each() -> None:
    """Does an object keep its number, and does another one get another?"""
    objects, one, two = Objects(), Thing(), Thing()
    number = objects.refer(one)[1]
    assert objects.refer(one)[1] == number
    assert objects.refer(two)[1] != number
    assert objects.resolve(number) is one


def test_forgotten_after_the_last_reference() -> None:
    """Is an object let go when as many references are forgotten as were made, not before?"""
    objects, thing = Objects(), Thing()
    gone = weakref.ref(thing)
    number = objects.refer(thing)[1]
    objects.refer(thing)
    del thing
    objects.forget([number])
    gc.collect()
    assert objects.resolve(number) is gone() is not None
    objects.forget([number])
    gc.collect()
    assert gone() is None
    with pytest.raises(WireError, match=f"there is no object {number}"):
        objects.resolve(number)


def test_a_number_is_never_used_again() -> None:
    """Does a new object get a new number, though its address may be that of a forgotten one?"""
    objects = Objects()
    seen = []
    for _ in range(50):
        seen.append(objects.refer(Thing())[1])
        objects.forget(seen[-1:])
    assert len(set(seen)) == 50


@pytest.mark.parametrize("number", [0, -1, 99, "1", None, [1], 1.0, {}])
def test_no_such_number(number: object) -> None:
    """Is a number that was never given refused with a WireError?"""
    objects = Objects()
    objects.forget([7])
    with pytest.raises(WireError):
        objects.resolve(number)


@pytest.mark.parametrize(
    ("value", "kind", "is_callable"),
    [
        (Thing(), "instance", False),
        (Thing, "class", True),
        (len, "instance", True),
        (KeyError, "exception class", True),
        (pytest, "module", False),
        (iter([]), "iterator", False),
        (Sly(), "instance", True),
    ],
)
def test_describe(value: Any, kind: str, is_callable: bool) -> None:
    """Is each object described by its kind, with texts only, even if it lies?"""
    described = describe(value)
    assert (described["kind"], described["callable"]) == (kind, is_callable)
    assert type(described["name"]) is str
    assert type(described["class"]) is str


def test_described_parameters() -> None:
    """Are the parameters of a function told, and the built-in bases of an exception?"""

    def function(a: int, *rest: int, b: int = 2) -> None:
        """Say."""

    whole = ["l", [["T", "int"]]]
    assert describe(function)["parameters"] == [
        ["a", 1, False, None, whole],
        ["rest", 2, False, None, whole],
        ["b", 3, True, ["l", [2]], whole],
        ["", -1, False, None, ["l", [None]]],
    ]
    assert describe(function)["doc"] == "Say."
    assert describe(Sly())["parameters"] is None
    bases = ["KeyError", "LookupError", "Exception", "BaseException", "object"]
    assert describe(KeyError)["bases"] == bases


@pytest.fixture(scope="module")
def student() -> Iterator[Agent]:
    """Start a student's process with a class whose objects are counted."""
    with agent() as started:
        started.cell("""
import gc, weakref
class Thing: pass
alive = weakref.WeakSet()
def make():
    thing = Thing()
    alive.add(thing)
    return thing
def hold(items):
    return len(items)
def count():
    gc.collect()
    return len(alive)
""")
        yield started


def test_forgotten_over_the_wire(student: Agent) -> None:
    """Is an object of a call let go once the grader says so in a later request?"""
    make, count = (student.look(name)["value"][1] for name in ("make", "count"))
    thing = student.call(make)["value"]
    assert thing[0] == "o"
    assert student.call(count)["value"] == 1
    assert student.call(count, forget=[thing[1]])["value"] == 0


def test_arguments_leave_no_references(student: Agent) -> None:
    """Are objects in a list that was only passed to a call let go, too?"""
    make, count, hold = (student.look(name)["value"][1] for name in ("make", "count", "hold"))
    thing = student.call(make)["value"][1]
    args = {"args": ["l", [["l", [["o", thing]]]]], "kwargs": ["d", []]}
    assert student.ask({"do": "call", "target": hold} | args)["value"] == 1
    assert student.call(count, forget=[thing])["value"] == 0


def test_unknown_numbers(student: Agent) -> None:
    """Is a call of an object that is gone answered with words, and the next one as ever?"""
    assert student.call(10**6) == {"is": "unsendable", "message": "there is no object 1000000"}
    assert student.look("make")["is"] == "value"
    assert student.look("no_such_name") == {"is": "absent"}
