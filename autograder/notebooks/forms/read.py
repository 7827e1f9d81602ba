"""See from a file's bytes what it is, whatever it is called, and make a notebook of it."""

import codecs
import contextlib
import re
from collections.abc import Sequence

from autograder.course.files import Unreadable
from autograder.findings import text
from autograder.notebooks.cells import Cell, student_cells
from autograder.notebooks.forms.marimo import cells_of_marimo, is_marimo
from autograder.notebooks.forms.pages import cells_of_page
from autograder.notebooks.forms.scripts import cells_of_script
from autograder.notebooks.recovery import as_notebook

_STARTS = (
    (b"%PDF", "form.pdf"),
    (b"PK\x03\x04", "form.zip"),
    (b"\x89PNG", "form.picture"),
    (b"\xff\xd8\xff", "form.picture"),
)
_PAGE = re.compile(r"<(?:!doctype html|html)\b", re.IGNORECASE)
_BEGINNING = 5000  # characters, in which a page says that it is one
_MOST_TAGS = 300_000
_MOST_OF_A_PAGE, _MOST_OF_A_SCRIPT = 20 * 2**20, 2**20


class NoNotebook(Exception):  # noqa: N818 - what it is, and what to do
    """A file that no notebook can be made of; the message names it and says what to do."""


def is_notebook_file(data: bytes) -> bool:
    """Return whether a file is a notebook as it is, whatever stands in it."""
    try:
        student_cells(data)
    except Unreadable:
        return False
    return True


def in_utf8(data: bytes) -> bytes:
    """Return a notebook or a script in another encoding, as Windows's programs save one, in UTF-8.

    UTF-16 is told by its mark. What is no UTF-8 is Windows's Western encoding if it then is a
    notebook; anything else stays as it is.
    """
    with contextlib.suppress(UnicodeDecodeError):
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16").encode("utf-8", "replace")
        data.decode()
        return data
    made = data.decode("cp1252", "replace").encode()
    return made if data.lstrip().startswith(b"{") and is_notebook_file(made) else data


def notebook_from(data: bytes, name: str, handouts: Sequence[Sequence[Cell]]) -> bytes:
    """Return a notebook with the cells of a script (`.py`) or of a page (HTML) made of one.

    `handouts` are the course's notebooks that it may be of: scripts join cells, and what is the
    course's in them tells where to part them. Raises NoNotebook for anything else.
    """
    _refuse(data)
    try:
        said = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NoNotebook(text("form.unknown")) from error
    if said.lstrip().startswith("<") and _PAGE.search(said[:_BEGINNING]):
        short = len(said) <= _MOST_OF_A_PAGE and said.count("<") <= _MOST_TAGS
        cells = cells_of_page(said) if short else []
        if not cells:
            raise NoNotebook(text("form.page"))
    elif name.lower().endswith(".py") and len(said) <= _MOST_OF_A_SCRIPT:
        if is_marimo(said) and not cells_of_marimo(said):
            raise NoNotebook(text("form.marimo"))
        cells = cells_of_script(said, handouts)
    else:
        raise NoNotebook(text("form.cut" if said.lstrip().startswith("{") else "form.unknown"))
    return as_notebook(cells)


def _refuse(data: bytes) -> None:
    """Raise NoNotebook for what is known to hold no cells."""
    if not data.strip():
        raise NoNotebook(text("form.empty"))
    for start, said in _STARTS:
        if data.startswith(start):
            raise NoNotebook(text(said))
