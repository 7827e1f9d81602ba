"""Answer the grader's requests: run a cell, call a function, look at an object."""

import contextlib
import importlib
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autograder.engine.agent.calls import Arguments, results_of, take_random_state
from autograder.engine.agent.local_modules import make_way_for, modules_in
from autograder.engine.agent.objects import OPERATORS, Objects
from autograder.engine.agent.shell import Shell
from autograder.engine.agent.together import run_in_fork, run_with_student
from autograder.engine.wire.changes import copy_back
from autograder.engine.wire.frames import Channel, Closed, Unsendable, WireError
from autograder.engine.wire.pack import Packer
from autograder.engine.wire.unpack import Unpacker
from autograder.findings import text
from autograder.findings.language import LANGUAGE

Ask = Callable[[dict[str, Any], list[Any]], Any]


def function(number: int, name: str, ask: Ask) -> Callable[..., Any]:
    """Return a function of that name; a call is sent to the grader with its arguments."""

    def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any call
        return ask({"is": "callback", "number": number}, [list(args), kwargs])

    call.__name__ = call.__qualname__ = name
    return call


class GradersIterator(Iterator[Any]):
    """An iterator whose items come from the grader."""

    def __init__(self, number: int, ask: Ask) -> None:
        self._number, self._ask = number, ask

    def __next__(self) -> Any:  # noqa: ANN401 - any item
        found = self._ask({"is": "next", "number": self._number}, [])
        if not found:
            raise StopIteration
        return found[0]


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
            "test": self._test,
            "look_up": self._look_up,
            "names": self._names,
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
            unpacker = self._unpacker(blob)
            if "states" in request or "new" in request:
                self._take(request, unpacker)
            if "names" in request:
                self._shell.user_ns.update(unpacker.unpack(request["names"]))
            for name, node in request.get("refill", ()):
                self._refill(name, unpacker.unpack(node))
            with self._patched(request.get("patched", ()), unpacker):
                reply, packer = self._requests[request["do"]](request, unpacker)
            if self._objects.shared:
                reply["states"] = self._objects.shared.states(packer)
        except (WireError, Unsendable) as error:
            if isinstance(error, Closed):
                raise
            reply, packer = {"is": "unsendable", "message": str(error)}, Packer()
        self._channel.send(reply, packer.blob)
        self._objects.sent(whole=reply["is"] != "unsendable")

    @contextlib.contextmanager
    def _patched(self, paths: Any, unpacker: Unpacker) -> Iterator[None]:  # noqa: ANN401
        """Within, what a test has put in the place of a library's function is there, too."""
        before = []
        for path, node in paths:
            *names, last = path.split(".")
            place: Any = importlib.import_module(names[0])
            for name in names[1:]:
                place = getattr(place, name)
            before.append((place, last, getattr(place, last)))
            setattr(place, last, unpacker.unpack(node))
        self._shell.keeps_input = bool(paths)
        try:
            yield
        finally:
            self._shell.keeps_input = False
            for place, last, value in reversed(before):
                setattr(place, last, value)

    def _refill(self, name: str, value: Any) -> None:  # noqa: ANN401 - plain data
        """Let a name's data hold what a test has made of it, in place where that can be."""
        old = self._shell.user_ns.get(name)
        try:
            if type(old) is not type(value):
                raise WireError(text("reply.array"))
            copy_back(old, value)
        except WireError:  # an array of another size
            self._shell.user_ns[name] = value

    def _take(self, request: Message, unpacker: Unpacker) -> None:
        if request.get("new"):  # another test: it knows nothing of the last one's objects
            self._objects.shared.forget()
        self._objects.shared.take(request.get("states"), unpacker)

    def _files(self, request: Message, unpacker: Unpacker) -> tuple[Message, Packer]:
        files = unpacker.unpack(request["files"])
        if request.get("language"):
            os.environ[LANGUAGE] = str(request["language"])
        make_way_for(modules_in(files))
        for name, data in files.items():
            path = Path(name)
            with contextlib.suppress(OSError):  # too large, or a folder of that name is there
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        return {"is": "ran"}, Packer()

    def _cell(self, request: Message, _: Unpacker) -> tuple[Message, Packer]:
        before = set(map(id, self._shell.user_ns.values())) if request.get("given") else set()
        outputs = self._shell.run(request["source"])
        if request.get("given"):
            self._objects.lock(self._shell.user_ns, before)
            self._objects.lock_modules(request.get("beside", ()))
        return {"is": "ran", "outputs": outputs}, Packer()

    def _test(self, request: Message, _: Unpacker) -> tuple[Message, Packer]:
        if not request["fork"]:
            return {"is": "ran", "outputs": run_with_student(self._shell, request)}, Packer()
        return run_in_fork(self._shell, request, self._channel.close), Packer()

    def _look_up(self, request: Message, _: Unpacker) -> tuple[Message, Packer]:
        packer = self._packer()
        if request["name"] not in self._shell.user_ns:
            return {"is": "absent"}, packer
        value = self._shell.user_ns[request["name"]]
        return {"is": "value", "value": packer.pack(value)}, packer

    def _names(self, _request: Message, _: Unpacker) -> tuple[Message, Packer]:
        packer = self._packer()
        hidden = self._shell.user_ns_hidden
        own = [n for n in self._shell.user_ns if n not in hidden and not n.startswith("_")]
        return {"is": "value", "value": packer.pack(own)}, packer

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
        packer = self._packer()
        calls: list[Arguments] = []
        for node in request["args"][1]:
            (args,), parts = unpacker.numbered(node)
            calls.append((args, {}, parts))
        came = results_of(function, calls, request, self._shell, packer)
        packer.known = {}
        return {"is": "many", "came": came}, packer

    def _operate(self, request: Message, unpacker: Unpacker) -> tuple[Message, Packer]:
        return self._perform(OPERATORS[request["name"]], request, unpacker)

    def _perform(
        self, function: Callable[..., Any], request: Message, unpacker: Unpacker
    ) -> tuple[Message, Packer]:
        (args, kwargs), parts = unpacker.numbered(request["args"], request["kwargs"])
        packer = self._packer()
        (reply,) = results_of(function, [(args, kwargs, parts)], request, self._shell, packer)
        return reply, packer

    def _packer(self) -> Packer:
        return Packer(self._objects.refer, self._objects.own)

    def _unpacker(self, blob: bytearray) -> Unpacker:
        return Unpacker(blob, self._resolve)

    def _resolve(self, node: list[Any], unpacker: Unpacker) -> Any:  # noqa: ANN401 - any object
        """Return the student's own object (o), a proxy for the grader's (f, g), or a range (r)."""
        if node[0] == "o":
            return self._objects.resolve(node[1])
        if node[0] in ("u", "v", "w"):
            return self._objects.shared.unpack(node, unpacker)
        if node[0] in ("K", "M", "E"):
            return self._rare(node, unpacker)
        if node[0] == "f":
            known = self._objects.functions
            if node[1] not in known:
                known[node[1]] = function(node[1], node[2], self._ask)
            return known[node[1]]
        if node[0] == "g":
            return GradersIterator(node[1], self._ask)
        if node[0] == "r":  # of the grader's: here nobody has to be kept from counting
            return range(*node[1:])
        raise WireError(text("wire.unknown-kind", kind=node[0]))

    def _rare(self, node: list[Any], unpacker: Unpacker) -> Any:  # noqa: ANN401 - any object
        """Return a class of a locked cell (K), a module (M) or an exception (E)."""
        if node[0] == "E":
            kind, args = unpacker.part(node[1]), unpacker.part(node[2])
            return kind(*args)
        found = self._objects.shared.classes.get(node[1])
        if node[0] == "M" or found is None:
            return importlib.import_module(str(node[1]).partition(":")[0])
        return found

    def _ask(self, question: Message, values: list[Any]) -> Any:  # noqa: ANN401 - any value
        """Ask the grader within a call; answer what it asks meanwhile."""
        packer = self._packer()
        with self._asking:
            asked = question | {"values": packer.pack(values)}
            if self._objects.shared:
                asked["states"] = self._objects.shared.states(packer)
            self._channel.send(asked, packer.blob)
            self._objects.sent(whole=True)
            while True:
                message, blob = self._channel.receive()
                if message["do"] == "answer":
                    unpacker = self._unpacker(blob)
                    if "states" in message:
                        self._take(message, unpacker)
                    return unpacker.unpack(message["value"])
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
