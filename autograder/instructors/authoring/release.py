"""Make the student notebooks with nbgrader, and refuse to hand out a secret."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.folders import (
    RELEASE_FOLDER,
    CourseError,
    mistakes_file,
    source_notebooks,
)
from autograder.engine.proof.record import Proof
from autograder.engine.submission.handout_names import handout_names
from autograder.findings import text
from autograder.gradebook import prefer_this_environment
from autograder.gradebook.course import Course
from autograder.gradebook.kept_releases import keep_release
from autograder.gradebook.specifications import proofs, specifications_apart
from autograder.instructors.authoring.leaks import find_leaks, secret_lines
from autograder.judging.mistakes.catalogue import read_own
from autograder.notebooks.cells import parse_cells

if TYPE_CHECKING:
    from autograder.judging.fingerprints.file import Fingerprints


def release(
    root: Path, names: Sequence[str], tell: Callable[[str], object] = lambda _: None
) -> list[Path]:
    """Generate `names` into assignments/ in the course folder; return the folders written.

    Beside the notebooks lie the fingerprints of their functions, in one file; `tell` gets sentences
    on functions that have none. Raises CourseError when nbgrader fails, or when a file for students
    holds a line of a solution or of a hidden test (that folder is then to be looked at, not handed
    out).
    """
    prefer_this_environment()
    for name in names:
        source_notebooks(name, root)
        run_nbgrader(root, "generate_assignment", name, "--force")
        write_fingerprints(root, name, tell)
        check_for_leaks(root, name)
        _keep(root, name, tell)
    return [root / RELEASE_FOLDER / name for name in names]


def _keep(root: Path, name: str, tell: Callable[[str], object]) -> None:
    """Keep the release, so that what is made from it can be graded by its tests after a later one.

    A release that can't be kept is one all the same.
    """
    if not (root / "nbgrader_config.py").is_file():
        return
    try:
        course = Course(root)
        keep_release(course, name, specifications_apart(course, name))
    except (CourseError, ValueError) as error:
        tell(str(error))


def write_fingerprints(root: Path, name: str, tell: Callable[[str], object]) -> None:
    """Write the fingerprints beside the released notebooks, where the assignment can have any."""
    from autograder.judging.fingerprints.file import fingerprints  # only a release needs it
    from autograder.judging.fingerprints.stale import said_of_learned

    try:
        made = fingerprints(name, root)
    except CourseError as error:
        tell(text("release.no-fingerprints", name=name, reason=error))
        return
    if made is None:
        return
    refuse_code_in_words(root, name)
    (root / RELEASE_FOLDER / name / made.name).write_bytes(made.data)
    for sentence in (*_told(made), *said_of_learned(name, root, made.without)):
        tell(sentence)


def refuse_code_in_words(root: Path, name: str) -> None:
    """Raise CourseError if a learned mistake's words hold a secret line: sealed, none is found."""
    secret = secret_lines(source_notebooks(name, root))
    for each in read_own(name, root).learned:
        said = "".join(f"{each.name} {each.seen} {each.hint} {each.reread}".split())
        for line, place in secret.items():
            if line in said:
                given = {"path": mistakes_file(name, root), "name": each.name, "source": place}
                raise CourseError(text("learned.holds-code", **given))


def _told(made: "Fingerprints") -> list[str]:
    """Return what an instructor should know of functions, or mistakes, without fingerprints."""
    without = [
        text("release.no-fingerprint", function=each, reason=text(f"no-fingerprint.{reason}"))
        for each, reason in made.without.items()
    ]
    near = [
        text("release.too-near", function=function, names=" + ".join(names))
        for function, found in made.near.items()
        for names in found
    ]
    return [*without, *near]


def proofs_of(root: Path, name: str) -> dict[str, Proof]:
    """Return what is proved of each notebook's tests, now or by an earlier release of the same.

    A course that isn't nbgrader's has none. Raises CourseError and ValueError.
    """
    if not (root / "nbgrader_config.py").is_file():
        return {}
    return proofs(Course(root), name)


def changed_names(root: Path, name: str) -> dict[str, str]:
    """Return, by notebook, the names that tests take from students though the handout has them.

    They are those that the instructor's own solution changes.
    """
    found = {}
    for path in source_notebooks(name, root):
        cells = parse_cells(path.read_bytes())
        solutions = [cell.source for cell in cells if cell.solution and cell.kind == "code"]
        found[path.stem] = ", ".join(sorted(handout_names(cells, solutions).changed))
    return {notebook: names for notebook, names in found.items() if names}


def check_for_leaks(root: Path, name: str) -> None:
    """Raise CourseError if assignments/<name> holds a secret line of its source."""
    leaks = find_leaks(source_notebooks(name, root), root / RELEASE_FOLDER / name)
    if leaks:
        listed = "\n  ".join(map(str, leaks))
        raise CourseError(text("leaks.release-refused", name=name, listed=listed))


def run_nbgrader(root: Path, *words: str) -> None:
    """Run an nbgrader command in a course; raises CourseError with the end of its log."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        log = "\n  ".join(done.stderr.strip().splitlines()[-8:])
        raise CourseError(text("release.failed", names=" ".join(words), log=log))
