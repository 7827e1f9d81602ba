"""The process that students' processes are forked from; it never runs a line of theirs.

A fork of a process that has imported numpy and IPython is ready in milliseconds. In a sandbox this
process is the first of its namespace, so that the others can neither kill nor stop it.
"""

import json
import os
import signal
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from autograder.engine.agent.leftovers import Leftovers
from autograder.engine.agent.linux import (
    adopt_orphans,
    close_to_others,
    limit_this_process,
    open_to_others,
    write_only_below,
)
from autograder.engine.agent.preload import be_random
from autograder.engine.agent.server import Server
from autograder.engine.agent.shell import Shell
from autograder.engine.agent.syscall_filter import INET, INET6, UNIX, filter_this_thread
from autograder.engine.wire.frames import Channel, Closed

_LONGEST_REQUEST = 1000
_NICE = 10


class ForkServer:
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
        os.nice(_NICE)  # and its forks never leave it: others on this machine come first
        self._leftovers = Leftovers(alone)
        self._student = 0
        # Without a network of its own, a student's process has none.
        families = (UNIX, INET, INET6) if alone else (UNIX,)
        self._held = {
            "confined": alone or write_only_below(Path.cwd()),
            "filtered": filter_this_thread(families),
        }

    def serve(self) -> NoReturn:
        """Answer until the grader closes the control socket."""
        self._tell(self._held)
        while True:
            request, received, *_ = socket.recv_fds(self._control, _LONGEST_REQUEST, 1)
            if not request:  # the grader is gone, perhaps killed
                self._clear()
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
            # First of all: who holds it can begin other students' processes, and end them.
            self._control.close()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            open_to_others()
            be_random()
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
        status = self._leftovers.end_processes(self._student)
        self._student = 0
        return {"status": status, "clean": self._leftovers.clear()}
