"""Refuse a course in another language before anything of it is graded."""

import json

from nbgrader.api import Gradebook

_NOT_PYTHON = (
    "{name} is a notebook for {language}; grading in two processes is for Python. Take "
    "configure(c) out of this course's nbgrader_config.py to grade it as nbgrader does."
)
_PYTHONS = ("python", "ipython", "conda", "xpython")


def must_be_python(db_url: str, assignment: str, notebook: str) -> None:
    """Raise ValueError if the gradebook says that the course's notebook has another kernel."""
    with Gradebook(db_url) as gradebook:
        kernel = json.loads(gradebook.find_notebook(notebook, assignment).kernelspec or "{}")
    language = str(kernel.get("language") or kernel.get("name") or "python")
    if not language.lower().startswith(_PYTHONS):
        raise ValueError(_NOT_PYTHON.format(name=notebook, language=language[:50]))
