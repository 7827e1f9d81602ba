"""Imports once what commands import, and forks for each that is asked for: see `commands.py`.

It gets words, folder and environment with two pipes for what is printed, and answers with the
exit code and the seconds that were computed. A command ends as any Python does: what was registered
to be done at exit is done.
"""

import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

_MOST = 2**20  # bytes of a request
_COMMANDS = ("audit", "collect", "demo", "export", "feedback", "grade", "report")
# Where the kit has nbgrader make student notebooks.
_RELEASE = "autograder.instructors.authoring.release"
# What commands import as they go.
_LATER = (
    *("nbgrader.apps", "nbconvert.exporters", "sqlalchemy.dialects.sqlite", "xml.dom.minidom"),
    *("cosmic_ray.plugins", "ipython_pygments_lexers", "jinja2.ext", "pydantic.json_schema"),
)


def main() -> None:
    """Serve until nobody asks any more."""
    asked = socket.socket(fileno=int(sys.argv[1]))
    quick = import_module("quick")  # beside this file, whose folder is the first
    sys.path.pop(0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    quick.import_less()
    quick.keep_version()
    quick.gradebook_version()
    _import()
    while True:
        message, pipes, _, _ = socket.recv_fds(asked, _MOST, 2)
        if not message:
            return
        pid = os.fork()
        if pid == 0:
            asked.close()
            _become(json.loads(message), *pipes)
            return
        for each in pipes:
            os.close(each)
        _, status, used = os.wait4(pid, 0)
        code, seconds = os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
        asked.send(json.dumps({"code": code, "seconds": seconds}).encode())


def _import() -> None:
    import_module("autograder.cli")
    for name in _COMMANDS:
        import_module(f"autograder.commandline.commands.{name}")
    for name in _LATER:
        import_module(name)
    gc.freeze()


def _become(asked: dict[str, Any], out: int, err: int) -> None:
    """Be the command."""
    for pipe, number in ((out, 1), (err, 2)):
        os.dup2(pipe, number)
        os.close(pipe)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["variables"])
    time.tzset()
    tempfile.tempdir = None  # it was looked up in another environment
    making: Any = import_module(_RELEASE)
    making.subprocess = SimpleNamespace(run=_run)
    kind, what, *words = asked["words"]
    if kind == "-m":
        _run_module(what, words)
    else:
        sys.path.insert(0, "")
        sys.argv = ["-c", *words]
        exec(what, {"__name__": "__main__"})  # noqa: S102 - as python -c does


def _run(words: Sequence[str], cwd: Path, **_given: object) -> subprocess.CompletedProcess[str]:
    """Do what `python -m` does, as a release has nbgrader do it, in a fork of the command."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        pid = os.fork()
        if pid == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            os.chdir(cwd)
            os._exit(_code_of(words[2], words[3:]))
        _, status = os.waitpid(pid, 0)
        for file in (out, err):
            file.seek(0)
        code = os.waitstatus_to_exitcode(status)
        return subprocess.CompletedProcess(list(words), code, out.read(), err.read())


def _code_of(module: str, words: Sequence[str]) -> int:
    """Return the exit code of a module that is run."""
    code: object = 1
    try:
        _run_module(module, words)
        code = 0
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    return code if isinstance(code, int) else 1


def _run_module(name: str, words: Sequence[str]) -> None:
    sys.path.insert(0, str(Path.cwd()))
    sys.argv = [name, *words]
    runpy.run_module(name, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
