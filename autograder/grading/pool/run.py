"""One run of a paper's cells: apart, in a process that ends with it, or here."""

from dataclasses import dataclass
from pathlib import Path

from autograder.grading.grade.grade import Paper, Results, run_paper
from autograder.grading.running.folder import go_to, within
from autograder.grading.running.run import Sides
from autograder.grading.sandbox.nursery import Nursery


@dataclass(frozen=True)
class Run:
    """A paper, what its cells are run with, and a folder that holds the course's own files."""

    paper: Paper
    nursery: Nursery
    sides: Sides
    folder: Path

    def apart(self) -> Results:
        """Run the cells in a process that ends afterwards."""
        go_to(self.folder)
        self.paper.given.settings.limit_grader()
        try:
            return run_paper(self.paper, self.nursery, self.sides)
        finally:
            self.nursery.end_own()

    def here(self) -> Results:
        """Run the cells in this process, which goes on as if it had not."""
        try:
            with within(self.folder):
                return run_paper(self.paper, self.nursery, self.sides)
        finally:
            self.sides.start_over()
