"""Answer some requests before the first student's process: what has run before runs faster."""

import socket

import numpy as np

from autograder.inside.server import Message, Server
from autograder.inside.shell import Shell
from autograder.wire.frames import Channel
from autograder.wire.pack import Packer

# Python adapts a function to what it works with after a few calls.
_TIMES = 10
_CELLS = (
    "import numpy as np\nnp.ones((2, 2)) * 0.5",
    "def f(W, X, y, reg):\n    print(reg)\n    return float(np.sum(X @ W)), W * reg\n",
    "import warnings\nprint(np.float64(0.5), np.ma.zeros(1))\n",
    "x = 1\n1 / 0",
)


def practise(shell: Shell) -> None:
    """Run cells and make calls as a grader would ask for them, then forget all of it."""
    ours, theirs = socket.socketpair()
    asker, server = Channel(ours), Server(Channel(theirs), shell)

    def ask(request: Message, packer: Packer | None = None) -> Message:
        asker.send(request, packer.blob if packer else b"")
        server.answer_next()
        return asker.receive()[0]

    for _ in range(_TIMES):
        for source in _CELLS:
            ask({"do": "cell", "source": source})
        number = ask({"do": "look", "name": "f"})["value"][1]
        for what in ("call", "calls"):
            ask(*_request(what, number))
    asker.close()
    shell.forget()


def _request(what: str, number: int) -> tuple[Message, Packer]:
    args = [np.ones((3, 2)), np.ones((4, 3)), np.arange(4), 0.5]
    packer = Packer()
    packed = packer.pack(args if what == "call" else [args, args])
    return {"do": what, "target": number, "args": packed, "kwargs": packer.pack({})}, packer
