"""Answer the grader's requests, one after the other, and nested ones in a callback."""

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.inside import callbacks
from autograder.inside.objects import Objects
from autograder.inside.operations import OPERATORS
from autograder.inside.randomness import take_random_state
from autograder.inside.results import results_of
from autograder.inside.shell import Shell
from autograder.wire.errors import Closed, Unsendable, WireError
from autograder.wire.frames import Channel
from autograder.wire.pack import Packer
from autograder.wire.unpack import Unpacker

Message = dict[str, Any]
_ABSENT = object()


class Server:
    """The student's side of a channel."""

    def __init__(self, channel: Channel, shell: Shell) -> None:
        self._channel, self._shell = channel, shell
        self._objects = Objects()
        self._asking = threading.RLock()  # a student's threads take turns
        self._requests: dict[str, Callable[[Message, Unpacker], tuple[Message, Packer]]] = {
            "files": self._files,
            "cell": self._cell,
            "look": self._look,
            "assign": self._assign,
            "delete": self._delete,
            "call": self._call,
            "calls": self._calls,
            "operate": self._operate,
        }

    def serve(self) -> None:
        """Answer until the grader closes the channel."""
        while True:
            try:
                self.answer_next()
            except KeyboardInterrupt:  # meant for a call that had just ended
                continue

    def answer_next(self) -> None:
        """Answer one request; raises Closed when there is none any more."""
        self._answer(*self._channel.receive())

    def _answer(self, request: Message, blob: bytearray) -> None:
        self._objects.forget(request.get("forget", ()))
        take_random_state(request.get("random"))
        try:
            reply, packer = self._requests[request["do"]](request, self._unpacker(blob))
        except (WireError, Unsendable) as error:
            if isinstance(error, Closed):
                raise
            reply, packer = {"is": "unsendable", "message": str(error)}, Packer()
        self._channel.send(reply, packer.blob)

    def _files(self, request: Message, unpacker: Unpacker) -> tuple[Message, Packer]:
        for name, data in unpacker.unpack(request["files"]).items():
            path = Path(name)
            with contextlib.suppress(OSError):  # too large, or a folder of that name is there
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        return {"is": "ran"}, Packer()

    def _cell(self, request: Message, _: Unpacker) -> tuple[Message, Packer]:
        return {"is": "ran", "outputs": self._shell.run(request["source"])}, Packer()

    def _look(self, request: Message, _: Unpacker) -> tuple[Message, Packer]:
        packer = Packer(self._objects.refer)
        if request["name"] not in self._shell.user_ns:
            return {"is": "absent"}, packer
        value = self._shell.user_ns[request["name"]]
        return {"is": "value", "value": packer.pack(value)}, packer

    def _assign(self, request: Message, unpacker: Unpacker) -> tuple[Message, Packer]:
        self._shell.user_ns[request["name"]] = unpacker.unpack(request["value"])
        return {"is": "ran"}, Packer()

    def _delete(self, request: Message, _: Unpacker) -> tuple[Message, Packer]:
        found = self._shell.user_ns.pop(request["name"], _ABSENT) is not _ABSENT
        return {"is": "ran" if found else "absent"}, Packer()

    def _call(self, request: Message, unpacker: Unpacker) -> tuple[Message, Packer]:
        function = self._objects.resolve(request["target"])
        return self._perform(function, request, unpacker)

    def _calls(self, request: Message, unpacker: Unpacker) -> tuple[Message, Packer]:
        """Make many calls of one function, each with a reply of its own."""
        function = self._objects.resolve(request["target"])
        packer = Packer(self._objects.refer)
        many = unpacker.unpack(request["args"])
        calls: list[tuple[list[Any], dict[str, Any]]] = [(args, {}) for args in many]
        came = results_of(function, calls, request, self._shell, packer)
        return {"is": "many", "came": came}, packer

    def _operate(self, request: Message, unpacker: Unpacker) -> tuple[Message, Packer]:
        return self._perform(OPERATORS[request["name"]], request, unpacker)

    def _perform(
        self, function: Callable[..., Any], request: Message, unpacker: Unpacker
    ) -> tuple[Message, Packer]:
        args, kwargs = unpacker.unpack(request["args"]), unpacker.unpack(request["kwargs"])
        packer = Packer(self._objects.refer)
        (reply,) = results_of(function, [(args, kwargs)], request, self._shell, packer)
        return reply, packer

    def _unpacker(self, blob: bytearray) -> Unpacker:
        return Unpacker(blob, self._resolve)

    def _resolve(self, node: list[Any]) -> Any:  # noqa: ANN401 - any object
        """Return the student's own object (o), or a stand-in for the grader's (f, g)."""
        if node[0] == "o":
            return self._objects.resolve(node[1])
        if node[0] == "f":
            return callbacks.function(node[1], node[2], self._ask)
        if node[0] == "g":
            return callbacks.GradersIterator(node[1], self._ask)
        raise WireError(f"unknown kind of value {node[0]!r}")

    def _ask(self, question: Message, values: list[Any]) -> Any:  # noqa: ANN401 - any value
        """Ask the grader within a call; answer what it asks meanwhile."""
        packer = Packer(self._objects.refer)
        with self._asking:
            self._channel.send(question | {"values": packer.pack(values)}, packer.blob)
            while True:
                message, blob = self._channel.receive()
                if message["do"] == "answer":
                    return self._unpacker(blob).unpack(message["value"])
                if message["do"] == "raise":
                    raise _exception(message["kind"], message["message"])
                self._answer(message, blob)


def _exception(kind: str, message: str) -> Exception:
    import builtins

    found = getattr(builtins, kind, RuntimeError)
    usable = isinstance(found, type) and issubclass(found, Exception)
    try:
        return found(message) if usable else RuntimeError(message)
    except TypeError:  # UnicodeDecodeError takes five arguments
        return RuntimeError(message)
