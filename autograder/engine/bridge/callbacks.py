"""The grader's functions and iterators that a student's function was given: numbered, called back.

Nothing else of the grader's can be reached: no attribute is read and no name is looked up.
"""

from collections.abc import Iterator
from typing import Any

from autograder.engine.agent.objects import next_item
from autograder.engine.wire.frames import Unsendable, WireError
from autograder.engine.wire.pack import Packer
from autograder.engine.wire.unpack import Unpacker
from autograder.findings import text

Message = dict[str, Any]


# Arguments of one call back, in bytes; a frame may be larger.
MOST_BYTES = 128 * 2**20


class Callbacks:
    """The table of what was handed out; a number is never given twice.

    What is handed out within a test is forgotten at its end: a later one is none of its business.
    """

    def __init__(self) -> None:
        self._things: dict[int, Any] = {}
        self._next = 0
        self._in_test: set[int] | None = None

    def begin_test(self) -> None:
        """Note from now on what is handed out."""
        self._in_test = set()

    def end_test(self) -> None:
        """Forget what was handed out since the test began."""
        for number in self._in_test or ():
            del self._things[number]
        self._in_test = None

    def keep(self, value: object) -> None:
        """Hold on to something beyond the test: a name of the student's stands for it."""
        number = self._number(value)
        if self._in_test is not None:
            self._in_test.discard(number)

    def refer(self, value: Any) -> list[Any]:  # noqa: ANN401 - any object of the grader's
        """Return a reference to a function or iterator; raises Unsendable for anything else."""
        if callable(value):  # before iterators: a mock is both
            name = getattr(value, "__name__", type(value).__name__)
            return ["f", self._number(value), str(name)]
        if isinstance(value, Iterator):
            return ["g", self._number(value)]
        raise Unsendable(text("bridge.not-sent", name=type(value).__name__))

    def given(self, number: object) -> Any:  # noqa: ANN401 - a function of a test's
        """Return the function that was handed out under a number, if its test isn't over.

        Raises WireError for a number that none has.
        """
        found = self._thing(number)
        return _forgotten if found is None else found

    def answer(self, question: Message, size: int, packer: Packer, unpacker: Unpacker) -> Message:
        """Call what the student's process asks for; return the answer to send."""
        thing = self._thing(question.get("number"))
        if thing is None:
            return _raise("RuntimeError", text("bridge.test-is-over"))
        if size > MOST_BYTES:
            return _raise("ValueError", text("bridge.too-large", mb=MOST_BYTES // 2**20))
        try:
            if question["is"] == "next":
                return {"do": "answer", "value": packer.pack(next_item(thing))}
            args, kwargs = _arguments(unpacker.unpack(question.get("values")))
            return {"do": "answer", "value": packer.pack(thing(*args, **kwargs))}
        except WireError:
            raise
        except Exception as error:
            packer.blob.clear()
            return _raise(type(error).__name__, str(error))

    def _number(self, value: object) -> int:
        for number, thing in self._things.items():
            if thing is value:
                return number
        number, self._next = self._next, self._next + 1
        self._things[number] = value
        if self._in_test is not None:
            self._in_test.add(number)
        return number

    def _thing(self, number: object) -> Any:  # noqa: ANN401 - what was handed out
        """Return what has the number, None if it is forgotten."""
        if not isinstance(number, int) or not 0 <= number < self._next:
            raise WireError(text("reply.other-function"))
        return self._things.get(number)


def _forgotten(*_: object, **_names: object) -> None:
    raise RuntimeError(text("bridge.test-is-over"))


def _raise(kind: str, message: str) -> Message:
    return {"do": "raise", "kind": kind, "message": " ".join(message.split())[:500]}


def _arguments(values: object) -> tuple[list[Any], dict[str, Any]]:
    if isinstance(values, list) and len(values) == 2:
        args, kwargs = values
        if isinstance(args, list) and isinstance(kwargs, dict):
            return args, kwargs
    raise WireError(text("reply.no-arguments"))
