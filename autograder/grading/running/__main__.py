"""A grader process: a job on stdin; a line for each cell that begins, then the results, on stdout.

`python -P -m autograder.grading.running`, started by autograder.grading.running.apart.
"""

import json
import os
import sys

from autograder.grading.running.cells import RunCell
from autograder.grading.running.folder import go_to, new_folder
from autograder.grading.running.job import read_job, results_to_json
from autograder.grading.running.run import run_cells
from autograder.grading.sandbox.isolation import NoSandbox


def main() -> None:
    """Run the job in a folder of its own that holds the course's files."""
    job = read_job(json.load(sys.stdin))
    job.settings.limit_grader()
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what a test prints past sys.stdout is no answer

    def say(message: dict[str, object]) -> None:
        print(json.dumps(message), file=answers, flush=True)

    def on_cell(cell: RunCell, number: int, count: int) -> None:
        say({"cell": cell.key, "number": number, "of": count})

    with new_folder(job.course_files) as folder:
        go_to(folder)
        try:
            say({"results": results_to_json(run_cells(job.cells, job.settings, on_cell))})
        except NoSandbox as error:
            say({"no sandbox": str(error)})
        os.chdir("/")


if __name__ == "__main__":
    main()
