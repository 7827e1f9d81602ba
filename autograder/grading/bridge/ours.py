"""The grader's functions and iterators that a student's function was given: numbered, called back.

Nothing else of the grader's can be reached: no attribute is read and no name is looked up.
"""

from collections.abc import Callable, Iterator
from typing import Any

from autograder.inside.operations import next_item
from autograder.wire.errors import Unsendable, WireError
from autograder.wire.pack import Packer
from autograder.wire.unpack import Resolve, Unpacker

Message = dict[str, Any]


class Ours:
    """The table of what was handed out."""

    def __init__(self) -> None:
        self._things: list[Any] = []

    def refer(self, value: Any) -> list[Any]:  # noqa: ANN401 - any object of the grader's
        """Return a reference to a function or iterator; raises Unsendable for anything else."""
        if isinstance(value, Iterator):
            return ["g", self._number(value)]
        if callable(value):
            name = getattr(value, "__name__", type(value).__name__)
            return ["f", self._number(value), str(name)]
        raise Unsendable(
            f"a {type(value).__name__} can't be sent to the student's process: tests pass numbers, "
            "texts, lists, dicts, arrays, functions and what the student's own functions returned"
        )

    def answer(
        self, question: Message, blob: bytearray, packer: Packer, resolve: Resolve
    ) -> Message:
        """Call what the student's process asks for; return the answer to send."""
        thing = self._thing(question.get("number"))
        try:
            if question["is"] == "next":
                return {"do": "answer", "value": packer.pack(next_item(thing))}
            args, kwargs = _arguments(Unpacker(blob, resolve).unpack(question.get("values")))
            return {"do": "answer", "value": packer.pack(thing(*args, **kwargs))}
        except WireError:
            raise
        except Exception as error:
            packer.blob.clear()
            message = " ".join(str(error).split())[:500]
            return {"do": "raise", "kind": type(error).__name__, "message": message}

    def _number(self, value: object) -> int:
        for number, thing in enumerate(self._things):
            if thing is value:
                return number
        self._things.append(value)
        return len(self._things) - 1

    def _thing(self, number: object) -> Callable[..., Any]:
        if not isinstance(number, int) or not 0 <= number < len(self._things):
            raise WireError("it called a function that it was never given")
        found: Callable[..., Any] = self._things[number]
        return found


def _arguments(values: object) -> tuple[list[Any], dict[str, Any]]:
    if isinstance(values, list) and len(values) == 2:
        args, kwargs = values
        if isinstance(args, list) and isinstance(kwargs, dict):
            return args, kwargs
    raise WireError("a call has no arguments")
