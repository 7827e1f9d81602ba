"""A grader process: a job on stdin; a line for each cell that begins, then the results, on stdout.

`python -P -m autograder.grading.running`, started by autograder.grading.running.apart.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from autograder.grading.running.cells import RunCell
from autograder.grading.running.job import read_job, results_to_json
from autograder.grading.running.run import run_cells
from autograder.grading.sandbox.isolation import NoSandbox
from autograder.inside.limits import limit_this_process

_OWN_MEMORY_MB = 4096  # for the libraries that tests import, beside twice what a student may use


def main() -> None:
    """Run the job in a folder of its own that holds the course's files."""
    job = read_job(json.load(sys.stdin))
    # A list of a student's endless iterator is the test's: it must not take the whole machine.
    limit_this_process({"memory_mb": 2 * job.settings.limits.memory_mb + _OWN_MEMORY_MB})
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what a test prints past sys.stdout is no answer

    def say(message: dict[str, object]) -> None:
        print(json.dumps(message), file=answers, flush=True)

    def on_cell(cell: RunCell, number: int, count: int) -> None:
        say({"cell": cell.key, "number": number, "of": count})

    with tempfile.TemporaryDirectory(
        prefix="autograder-tests-", ignore_cleanup_errors=True
    ) as folder:
        os.chdir(folder)
        sys.path.insert(0, "")
        for name, data in job.course_files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(data)
        try:
            say({"results": results_to_json(run_cells(job.cells, job.settings, on_cell))})
        except NoSandbox as error:
            say({"no sandbox": str(error)})
        os.chdir("/")


if __name__ == "__main__":
    main()
