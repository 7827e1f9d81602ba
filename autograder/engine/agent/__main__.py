"""Start the student's side: python -P -m autograder.engine.agent FD SETTINGS.

FD is its end of the control socket, SETTINGS a JSON object: `limits`, `modules` to import ahead,
`alone` if no other process of the machine can be seen, `user` to be if not the one who starts it,
then `home` is the folder it gets, and of the folders `closed` to that user some paths are shown.
Who starts it sets the environment.
"""

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

from autograder.engine.agent.linux import become, leave_keyring, open_ways


def main() -> None:
    """Serve the control socket until it is closed."""
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    settings = json.loads(sys.argv[2])
    if settings.get("user") is not None:
        _change_user(settings)
    leave_keyring()
    _serve(control, settings)


def _change_user(settings: dict[str, Any]) -> None:
    user = settings["user"]
    if "home" in settings:
        home = Path(settings["home"])
        for path in (home, *home.rglob("*")):
            os.chown(path, user, user)
    open_ways(settings.get("closed", {}))
    become(user)


def _serve(control: socket.socket, settings: dict[str, Any]) -> None:
    # only now: what these load, they load as the user that students' processes are
    import numpy as np  # noqa: F401 - imported before a student's clock starts

    from autograder.engine.agent.fork_server import ForkServer
    from autograder.engine.agent.preload import prepare
    from autograder.engine.agent.shell import Shell

    sys.path.insert(0, "")  # modules that are handed in with the notebook
    sys.argv = [""]
    shell = Shell.instance()
    prepare(shell, settings["modules"])
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    ForkServer(control, shell, settings["limits"], settings["alone"]).serve()


if __name__ == "__main__":
    main()
