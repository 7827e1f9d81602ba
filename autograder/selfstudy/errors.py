"""What stops a check, in one sentence that names the file and says what to do."""

from pathlib import Path

from autograder.grading.submission.cells import Cell, Unreadable, read_cells


class CheckError(Exception):
    """The notebook can't be graded at all; the message says why and what to do."""


MISSING = "There is no file {path}: is the path right?"
FOLDER = "{path} is a folder: name the notebook in it, such as {example}."
UNREADABLE = "{path} can't be read ({reason}): is it yours to read?"
NOT_JSON = (
    "{path} is no notebook or is damaged ({reason}): take an earlier copy of it, "
    "or start again from the course's notebook."
)
NOT_FORMAT_4 = "{path} is not a notebook of format 4: open it in JupyterLab and save it."
OTHER_NOTEBOOK = (
    "{path} holds no cell of this course's assignments ({names}): check a notebook from "
    "assignments/, and keep its cells when you work on it."
)
CELLS_WITHOUT_NAMES = (
    "{path} has the name of {names}, but its cells have lost their names: copy your functions "
    "into a fresh copy of the course's notebook."
)
NO_KERNEL = "Python can't be started to run {path} ({reason}): try again, or run make install."


def cannot(template: str, path: Path, **details: str) -> CheckError:
    """Return the error of a template above about the file `path`."""
    return CheckError(template.format(path=path, **details))


def read_notebook(path: Path) -> list[Cell]:
    """Return the cells of a student's notebook; raises CheckError if that can't be done."""
    try:
        return read_cells(path)
    except Unreadable as error:
        inside = sorted(path.glob("*.ipynb")) if error.trouble == "folder" else []
        example = str(inside[0] if inside else path / "softmax-loss.ipynb")
        template = _BY_TROUBLE.get(error.trouble, UNREADABLE)
        raise cannot(template, path, reason=error.reason, example=example) from error


_BY_TROUBLE = {
    "missing": MISSING,
    "folder": FOLDER,
    "not JSON": NOT_JSON,
    "not format 4": NOT_FORMAT_4,
}
