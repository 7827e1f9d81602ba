"""A worker: `python -P -m autograder.engine.workers FD FD`, started by `worker` beside it.

The first is its end of a connection. It takes on specifications, then answers each submission.
Into the second it writes a line for each cell that begins, if asked to.
"""

import contextlib
import json
import os
import sys
from multiprocessing.connection import Connection

from autograder.engine.agent.leftovers import end_descendants
from autograder.engine.agent.linux import adopt_orphans, close_to_others, leave_keyring
from autograder.engine.agent.preload import keep_shared
from autograder.engine.sandbox.isolation import NoSandbox
from autograder.engine.submission.cell_runs import OnCell, nobody
from autograder.engine.workers.grader import Grader
from autograder.engine.workers.tasks import Ask, Prepare, Spoilt

_END_SECONDS = 10.0


def main() -> None:
    """Answer until the connection is closed."""
    connection, telling = Connection(int(sys.argv[1])), int(sys.argv[2])
    for number in (connection.fileno(), telling):
        os.set_inheritable(number, False)
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    leave_keyring()
    close_to_others()  # a student's process without a sandbox may be the same user's
    adopt_orphans()
    grader = Grader(connection.fileno())
    try:
        while _answer(connection, grader, _teller(telling)):
            pass
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass
    finally:
        grader.end()
        end_descendants(_END_SECONDS)


def _answer(connection: Connection, grader: Grader, tell: OnCell) -> bool:
    """Do what is asked next; return whether this process can go on."""
    asked: Ask | Prepare = connection.recv()
    if isinstance(asked, Prepare):
        grader.prepare(asked.given, asked.warm)
        keep_shared()
        return True
    on_cell = tell if asked.tells else nobody
    try:
        graded = grader.grade(asked.notebook, asked.submission, asked.careful, on_cell)
    except (NoSandbox, Spoilt) as error:
        connection.send(error)
        return isinstance(error, NoSandbox)
    connection.send(graded)
    return True


def _teller(telling: int) -> OnCell:
    def tell(key: str, number: int, count: int) -> None:
        with contextlib.suppress(OSError):  # nobody listens any more
            os.write(telling, f"{json.dumps([key[:100], number, count])}\n".encode())

    return tell


if __name__ == "__main__":
    main()
