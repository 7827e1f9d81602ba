"""A student's process, driven by hand: cells in, outputs out."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.limits import Limits
from autograder.engine.sandbox.process import StudentProcess
from autograder.engine.sandbox.view import View
from autograder.engine.sandbox.warm import WarmSandbox
from autograder.engine.wire.pack import Packer

Output = dict[str, Any]
Message = dict[str, Any]


class Agent:
    """A student's process without a grader."""

    def __init__(self, process: StudentProcess) -> None:
        self.process = process

    def ask(self, request: Message, blob: bytes | bytearray = b"") -> Message:
        """Return the head of the reply to a request."""
        self.process.channel.send(request, blob)
        return self.process.channel.receive(60)[0]

    def cell(self, source: str) -> list[Output]:
        """Run a cell and return its outputs."""
        outputs: list[Output] = self.ask({"do": "cell", "source": source})["outputs"]
        return outputs

    def printed(self, source: str) -> str:
        """Run a cell that is expected to print, and nothing else; return the text."""
        outputs = self.cell(source)
        assert [output["output_type"] for output in outputs] == ["stream"], outputs
        return str(outputs[0]["text"])

    def error(self, source: str) -> tuple[str, str]:
        """Run a cell that is expected to fail; return the exception's name and message."""
        last = self.cell(source)[-1]
        assert last["output_type"] == "error", last
        return last["ename"], last["evalue"]

    def call(self, number: int, *args: Any, **more: Any) -> Message:
        """Call the object of that number."""
        packer = Packer()
        packed = {"args": packer.pack(list(args)), "kwargs": packer.pack({})}
        return self.ask({"do": "call", "target": number} | packed | more, packer.blob)

    def look(self, name: str, **more: Any) -> Message:
        """Look a name up."""
        return self.ask({"do": "look_up", "name": name} | more)


@contextlib.contextmanager
def agent(
    modules: Sequence[str] = (), isolation: Isolation = Isolation.PROCESS, **limits: int
) -> Iterator[Agent]:
    """Start a student's process, without a sandbox unless told to, and end it."""
    warm_sandbox = WarmSandbox(Limits(**limits), isolation, View(), modules)
    process = warm_sandbox.student()
    try:
        yield Agent(process)
    finally:
        process.end()
        warm_sandbox.end()
