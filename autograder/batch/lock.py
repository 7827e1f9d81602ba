"""One grader a course: whoever comes second is told who holds it."""

import contextlib
import getpass
import json
import os
import socket
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from autograder.batch.result_store import FOLDER
from autograder.findings import text

_LOCK = "held"
_HOLDER = "holder.json"


class CourseLocked(Exception):  # noqa: N818 - what is the case
    """Somebody else grades this course now; the message, and `holder`, say who."""

    def __init__(self, holder: Mapping[str, object]) -> None:
        super().__init__(text("batch.held", **holder))
        self.holder = holder


@contextlib.contextmanager
def lock_course(root: Path, wait: bool = False) -> Iterator[None]:
    """Hold the course within; raises Held when another process does and we don't `wait`.

    The system lets go of a lock when its process ends, however that happens.
    """
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    lock = FileLock(folder / _LOCK, timeout=-1 if wait else 0)
    try:
        lock.acquire()
    except Timeout as error:
        raise CourseLocked(_holder(folder)) from error
    try:
        _write_holder(folder)
        yield
    finally:
        with contextlib.suppress(OSError):
            (folder / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _write_holder(folder: Path) -> None:
    since = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
    holder = {"user": _user(), "host": socket.gethostname(), "pid": os.getpid(), "since": since}
    (folder / _HOLDER).write_text(json.dumps(holder), encoding="utf-8")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return text("batch.user", getuid=os.getuid())


def _holder(folder: Path) -> dict[str, object]:
    try:
        found = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
        return {name: found[name] for name in ("user", "host", "pid", "since")}
    except (OSError, ValueError, KeyError, TypeError):  # it has only just begun
        return dict.fromkeys(("user", "host", "pid", "since"), "?")
