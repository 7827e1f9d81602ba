"""Run a job in a grader process of its own: tests change nothing in the process that asks."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import IO, Any

from autograder.grading.course import ROOT_VARIABLE
from autograder.grading.running.cells import OnCell, Ran, nobody
from autograder.grading.running.job import Job, read_results
from autograder.grading.sandbox.isolation import NoSandbox

_END_SECONDS = 5.0


class GraderFailed(Exception):  # noqa: N818 - what happened
    """The grader process itself ended without a result; the message holds its last words."""


def run_apart(job: Job, course: str | None = None, on_cell: OnCell = nobody) -> list[Ran]:
    """Return what came of each cell of the job, in order.

    `course` is the course folder that hidden tests read the reference from. Raises NoSandbox and
    GraderFailed.
    """
    variables = {**os.environ, "NBGRADER_EXECUTION": "autograde"}
    variables |= {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    if course:
        variables[ROOT_VARIABLE] = course
    with _started(variables) as process:
        clock = threading.Timer(job.settings.grader_seconds, process.kill)
        clock.start()
        try:
            return _results(process, job, on_cell)
        finally:
            clock.cancel()
            process.kill()


def _started(variables: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "autograder.grading.running"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=dict(variables),
    )


def _results(process: subprocess.Popen[str], job: Job, on_cell: OnCell) -> list[Ran]:
    words: list[str] = []
    listener = threading.Thread(target=_keep_last, args=(process.stderr, words), daemon=True)
    listener.start()
    try:
        answers = _talk(process, job, on_cell)
    except OSError as error:
        answers, words = {}, [*words, str(error)]
    if "no sandbox" in answers:
        raise NoSandbox(str(answers["no sandbox"]))
    if "results" not in answers:
        process.wait()
        listener.join(1.0)
        said = " ".join("".join(words).split())[-300:] or f"exit code {process.returncode}"
        raise GraderFailed(f"the grader ended without a result: {said}")
    with contextlib.suppress(subprocess.TimeoutExpired):  # it removes its files
        process.wait(_END_SECONDS)
    return read_results(answers["results"])


def _talk(process: subprocess.Popen[str], job: Job, on_cell: OnCell) -> dict[str, Any]:
    assert process.stdin is not None and process.stdout is not None  # noqa: S101 - pipes
    json.dump(job.to_json(), process.stdin)
    process.stdin.close()
    for line in process.stdout:
        message: dict[str, Any] = json.loads(line)
        if "cell" not in message:
            return message
        number = message["number"]
        on_cell(job.cells[number - 1], number, message["of"])
    return {}


def _keep_last(stream: IO[str] | None, words: list[str]) -> None:
    for line in stream or ():
        words.append(line)
        del words[:-20]
