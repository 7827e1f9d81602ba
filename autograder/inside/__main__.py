"""Start the student's side: python -P -m autograder.inside FD SETTINGS.

FD is its end of the control socket, SETTINGS a JSON object: `limits`, `modules` to import ahead,
`alone` if no other process of the machine can be seen. Who starts it sets the environment.
"""

import json
import os
import socket
import sys

import numpy as np  # noqa: F401 - imported before a student's clock starts

from autograder.inside.nursery import Nursery
from autograder.inside.preparing import prepare
from autograder.inside.shell import Shell


def main() -> None:
    """Serve the control socket until it is closed."""
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    settings = json.loads(sys.argv[2])
    sys.path.insert(0, "")  # modules that are handed in with the notebook
    sys.argv = [""]
    shell = Shell.instance()
    prepare(shell, settings["modules"])
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    Nursery(control, shell, settings["limits"], settings["alone"]).serve()


if __name__ == "__main__":
    main()
