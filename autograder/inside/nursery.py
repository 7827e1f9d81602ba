"""The process that students' processes are forked from; it never runs a line of theirs.

A fork of a process that has imported numpy and IPython is ready in milliseconds. In a sandbox this
process is the first of its namespace, so that the others can neither kill nor stop it.
"""

import json
import os
import random
import signal
import socket
from collections.abc import Mapping
from typing import Any, NoReturn

from autograder.inside.kernel import adopt_orphans, close_to_others, open_to_others
from autograder.inside.limits import limit_this_process
from autograder.inside.server import Server
from autograder.inside.shell import Shell
from autograder.inside.traces import Traces
from autograder.wire.errors import Closed
from autograder.wire.frames import Channel

_LONGEST_REQUEST = 1000


class Nursery:
    """Forks a student's process for each socket that it is sent, and clears up after it.

    `alone` tells whether the processes and kernel objects that it sees are all its own.
    """

    def __init__(
        self, control: socket.socket, shell: Shell, limits: Mapping[str, int], alone: bool
    ) -> None:
        self._control, self._shell, self._limits = control, shell, limits
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the student's process
        adopt_orphans()
        close_to_others()
        self._traces = Traces(alone)
        self._student = 0

    def serve(self) -> NoReturn:
        """Answer until the grader closes the control socket."""
        self._tell({})
        while True:
            request, received, *_ = socket.recv_fds(self._control, _LONGEST_REQUEST, 1)
            if not request:
                os._exit(0)
            if received:
                self._begin(received[0])
            else:
                self._tell(self._clear() | json.loads(request))

    def _tell(self, reply: dict[str, Any]) -> None:
        self._control.send(json.dumps(reply).encode())

    def _begin(self, channel: int) -> None:
        self._student = os.fork()
        if self._student == 0:
            self._live(channel)
        os.close(channel)

    def _live(self, channel: int) -> NoReturn:
        """Be the student's process."""
        code = 1
        try:
            self._control.close()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            open_to_others()
            _be_random()
            limit_this_process(self._limits)
            connection = Channel(socket.socket(fileno=channel))
            connection.send({"is": "ready"})
            Server(connection, self._shell).serve()
        except Closed:
            code = 0
        finally:  # whatever the student's threads or exit handlers would still do
            os._exit(code)

    def _clear(self) -> dict[str, Any]:
        """End the student's process; tell how it ended and whether nothing is left of it."""
        status = self._traces.end_processes(self._student)
        self._student = 0
        return {"status": status, "clean": self._traces.clear()}


def _be_random() -> None:
    """Give this process random numbers of its own."""
    import numpy as np

    random.seed()
    np.random.seed()  # noqa: NPY002 - the generator that students use
