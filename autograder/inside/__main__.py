"""Start the student's process: python -P -m autograder.inside FD LIMITS.

FD is its end of the channel, LIMITS a JSON object. Who starts it sets the environment.
"""

import json
import os
import socket
import sys

import numpy as np  # noqa: F401 - imported before the student's clock starts

from autograder.inside.limits import limit_this_process
from autograder.inside.server import Server
from autograder.inside.shell import Shell
from autograder.wire.errors import Closed
from autograder.wire.frames import Channel


def main() -> None:
    """Serve the channel until it is closed."""
    connection = socket.socket(fileno=int(sys.argv[1]))
    connection.set_inheritable(False)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    limits = json.loads(sys.argv[2])
    sys.path.insert(0, "")  # modules that are handed in with the notebook
    sys.argv = [""]
    channel = Channel(connection)
    shell = Shell.instance()
    limit_this_process(limits)
    channel.send({"is": "ready"})
    try:
        Server(channel, shell).serve()
    except Closed:
        os._exit(0)  # whatever the student's threads or exit handlers would still do


if __name__ == "__main__":
    main()
