"""The part of a course that hidden tests read, in a folder of its own."""

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from autograder.grading.course import ROOT_VARIABLE, SOURCE_FOLDERS, CourseError
from autograder.grading.mistakes.wrong import load_ahead
from autograder.grading.reference import load_reference
from autograder.grading.running.folder import write_files


class ReferenceCourse:
    """A temporary course folder: source notebooks, and mistakes of the course's own.

    It is the course while it is used.
    """

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        self._folder = tempfile.TemporaryDirectory(
            prefix="autograder-course-", ignore_cleanup_errors=True
        )
        self._root = Path(self._folder.name)
        (self._root / SOURCE_FOLDERS[0]).mkdir()
        write_files(self._root, sources)
        self._assignments = sorted(
            {Path(name).parent.name for name in sources if name.endswith(".ipynb")}
        )

    def use(self) -> None:
        """Let this process and its forks take it for the course.

        References are loaded ahead, and the mistakes made of them.
        """
        os.environ[ROOT_VARIABLE] = str(self._root)
        for name in self._assignments:
            with contextlib.suppress(CourseError):  # a test that needs it says what is wrong
                load_reference(name)
                load_ahead(name)

    def remove(self) -> None:
        """Remove the folder."""
        self._folder.cleanup()
