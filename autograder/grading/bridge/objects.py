"""Stand-ins for the student's objects: what a test does to them happens in their process.

The rule that keeps a test honest: an object of the student's own class never decides alone what a
test compares. Against plain data it is equal to nothing and can't be ordered; arithmetic with plain
data gives another such object, of which only attributes can be read, or fails. Between two of the
student's objects their class decides.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.grading.bridge.errors import Opaque
from autograder.grading.bridge.operators import MIXED, believe, give_operators
from autograder.grading.bridge.reference import Reference

_READABLE = ("__name__", "__qualname__", "__module__", "__doc__", "__class__", "__dict__")
_OF_ARRAYS = frozenset(name for name in dir(np.ndarray) if not name.startswith("_"))


class StudentObject:
    """An object that lives in the student's process."""

    __slots__ = ("__weakref__", "_reference")
    _reference: Reference

    def __init__(self, reference: Reference) -> None:
        object.__setattr__(self, "_reference", reference)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any attribute
        if name == "__name__" and self._reference.own_name:
            return self._reference.own_name
        hidden = name.startswith(("__", "_repr_", "_ipython_")) and name not in _READABLE
        if hidden:  # numpy and IPython look for such names, and would believe what they find
            raise AttributeError(f"{self._reference.what} has no {name} for a test")
        if self._reference.mixed and name in _OF_ARRAYS:  # numpy's own functions ask for these
            raise Opaque(f"{self._reference.what} came of {MIXED}: a test can't believe its {name}")
        return self._reference.operate("getattr", self, name)

    def __setattr__(self, name: str, value: object) -> None:
        self._reference.operate("setattr", self, name, value)

    def __delattr__(self, name: str) -> None:
        self._reference.operate("delattr", self, name)

    def __dir__(self) -> list[str]:
        return [str(name) for name in self._reference.operate("dir", self)]

    def __eq__(self, other: object) -> Any:  # noqa: ANN401 - what the class says
        return self._compare_with("eq", other) if isinstance(other, StudentObject) else False

    def __ne__(self, other: object) -> Any:  # noqa: ANN401 - what the class says
        return self._compare_with("ne", other) if isinstance(other, StudentObject) else True

    def __hash__(self) -> int:
        return int(self._reference.operate("hash", self))

    def __contains__(self, item: object) -> bool:
        return any(each is item or each == item for each in self)

    def __iter__(self) -> Iterator[Any]:
        found = believe(self, "iter", self._reference.operate("iter", self))
        return iter(found)

    def __await__(self) -> Generator[None, None, Any]:
        return self._reference.operate("await", self)
        yield

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:  # noqa: ANN401
        found = believe(self, "asarray", self._reference.operate("asarray", self))
        if not isinstance(found, np.ndarray):
            raise TypeError(f"{self._reference.what} is no array of numbers")
        return found if dtype is None else found.astype(dtype)

    def __instancecheck__(self, instance: object) -> bool:
        return self._is("isinstance", instance)

    def __subclasscheck__(self, subclass: object) -> bool:
        return self._is("issubclass", subclass)

    def _is(self, question: str, other: object) -> bool:
        known = isinstance(other, StudentObject) and self._reference.operate(question, other, self)
        return known is True

    def _compare_with(self, operator: str, other: object) -> Any:  # noqa: ANN401 - what the class says
        if not isinstance(other, StudentObject):
            raise Opaque(
                f"{self._reference.what} is an object of the student's own class: a test can't "
                "ask whether it is more or less than a number"
            )
        return believe(self, operator, self._reference.operate(operator, self, other))


class StudentIterator(StudentObject):
    """A generator or another iterator of the student's."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:  # noqa: ANN401 - any item
        found = self._reference.operate("next", self)
        if self._reference.mixed:
            raise Opaque(f"{self._reference.what} came of {MIXED}: a test can't believe its items")
        if not isinstance(found, list) or not found:
            raise StopIteration
        return found[0]


class StudentFunction(StudentObject):
    """A function, class or callable object of the student's."""

    __slots__ = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any call
        """Call it there; raises what it raised."""
        return self._reference.call(args, kwargs)

    def run_counting_steps(self, *args: Any) -> tuple[Any, int]:  # noqa: ANN401 - any call
        """Call it and return its value and how many lines Python executed for that, there."""
        return self._reference.call_counting(args)

    def run_many(self, calls: Sequence[Sequence[Any]]) -> list[Callable[[], Any]]:
        """Call it with each list of arguments; return functions that give the values or raise."""
        return self._reference.call_many(calls)

    @property
    def __signature__(self) -> Any:  # noqa: ANN401 - inspect.Signature
        """Its parameters."""
        return self._reference.signature()


give_operators(StudentObject)
for _kind in (StudentObject, StudentIterator, StudentFunction):
    _kind.__doc__ = property(lambda self: self._reference.documentation)  # type: ignore[assignment]
