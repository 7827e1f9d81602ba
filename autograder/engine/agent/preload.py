"""Import and rehearse, before a student's cell comes, what the cells of a handout need."""

import contextlib
import gc
import importlib
import io
import random
import socket
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.engine.agent.server import Message, Server
from autograder.engine.agent.shell import Shell
from autograder.engine.wire.frames import Channel
from autograder.engine.wire.pack import Packer


def prepare(shell: Shell, modules: Sequence[str]) -> None:
    """Import the modules that are there, practise, and keep what is loaded shared.

    A module may have a function `load_ahead`, for what all who import it will want.
    """
    import_ahead(modules)
    if "matplotlib.pyplot" in sys.modules:
        with contextlib.suppress(Exception):
            _draw()
    rehearse(shell)
    keep_shared()


_YOUNG = 7_000  # objects between two looks


def keep_shared() -> None:
    """Keep what is loaded out of the garbage collector's sight.

    It would touch, and so copy, every page of it in each fork of this process. Of what comes later
    most is numbers and texts: it looks at that ten times as seldom as it would by itself.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])


def be_random() -> None:
    """Give this process random numbers of its own: a fork goes on with those of its parent."""
    random.seed()
    np.random.seed()  # noqa: NPY002 - the generator that students use


def import_ahead(modules: Sequence[str]) -> None:
    """Import the modules that are there, and let each load what it offers to load ahead."""
    for load_ahead in all_offered(modules, "load_ahead"):
        with contextlib.suppress(Exception):
            load_ahead()


def all_offered(modules: Iterable[str], name: str) -> Iterator[Any]:
    """Yield what of the modules offers something under a name."""
    for module in modules:
        if (found := offered(module, name)) is not None:
            yield found


def offered(module: str, name: str) -> Any:  # noqa: ANN401 - any value
    """Return what a module that notebooks import offers under a name, None if it doesn't.

    So a part of the kit that knows no mathematics finds what those that do have for it.
    """
    try:
        return getattr(importlib.import_module(module), name, None)
    except Exception:  # a cell that imports it says what is wrong with it
        return None


def _draw() -> None:
    """Draw one figure: the first loads fonts and the notebook's backend."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(1, 1))
    axes.plot([0.0, 1.0], label="0")
    axes.set_title("0")
    axes.legend()
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")
    plt.close("all")


# Python adapts a function to what it works with after a few calls.
_TIMES = 10
_CELLS = (
    "import numpy as np\nnp.ones((2, 2)) * 0.5",
    "def f(W, X, y, reg):\n    print(reg)\n    return float(np.sum(X @ W)), W * reg\n",
    "import warnings\nprint(np.float64(0.5), np.ma.zeros(1))\n",
    "x = 1\n1 / 0",
)


def rehearse(shell: Shell) -> None:
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
        number = ask({"do": "look_up", "name": "f"})["value"][1]
        for what in ("call", "calls"):
            ask(*_request(what, number))
    asker.close()
    shell.forget()


def _request(what: str, number: int) -> tuple[Message, Packer]:
    args = [np.ones((3, 2)), np.ones((4, 3)), np.arange(4), 0.5]
    packer = Packer()
    packed = packer.pack(args if what == "call" else [args, args])
    return {"do": what, "target": number, "args": packed, "kwargs": packer.pack({})}, packer
