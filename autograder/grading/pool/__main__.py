"""A worker: `python -P -m autograder.grading.pool FD`, started by autograder.grading.pool.worker.

FD is its end of a connection. It takes on specifications, then answers each submission.
"""

import os
import sys
from multiprocessing.connection import Connection

from autograder.grading.grade.material import Specification
from autograder.grading.pool.grader import Grader
from autograder.grading.sandbox.isolation import NoSandbox
from autograder.inside.preparing import keep_shared


def main() -> None:
    """Answer until the connection is closed."""
    connection = Connection(int(sys.argv[1]))
    os.set_inheritable(connection.fileno(), False)
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    grader = Grader(connection.fileno())
    try:
        while True:
            _answer(connection, grader)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass
    finally:
        grader.end()


def _answer(connection: Connection, grader: Grader) -> None:
    asked = connection.recv()
    if isinstance(asked, Specification):
        grader.prepare(asked)
        keep_shared()
        return
    try:
        connection.send(grader.grade(*asked))
    except NoSandbox as error:
        connection.send(error)


if __name__ == "__main__":
    main()
