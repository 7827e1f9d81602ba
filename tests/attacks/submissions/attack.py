"""What an attack is: a submission with one idea in it, and what grading it must come to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.attacks.submissions.answers import WRONG
from tests.attacks.submissions.course import POINTS

Notebook = dict[str, Any]
Change = Callable[[Notebook], None]

ALL: Mapping[str, float] = POINTS


def all_but(question: str) -> dict[str, float]:
    """Return the points of all other questions."""
    return {name: points for name, points in POINTS.items() if name != question}


OTHERS: Mapping[str, float] = all_but("add")


@dataclass(frozen=True)
class Attack:
    """A submission; in its texts these words stand for places on the machine that grades.

    @COURSE@ is the course's folder, @HOME@ and @TMP@ are those of whoever grades, @KIT@ is the
    package autograder, @MARK@ a word that is found again in whatever the attack leaves behind.

    `answers` replace those in `base` by question. `change` edits the notebook, a dict of JSON;
    `raw` is the file's text instead. `files` lie beside the notebook, `links` are symbolic links
    there. `points` are expected by question, 0 where none are given: what the answers are worth
    without the attack; whoever disturbs the channel `may_lose` some of them. `says` is a pattern
    that stands in the graded notebook or in the log. `harms` says what the attack would do to a
    machine that runs it without a sandbox. nbgrader's own commands refuse what is `refused`, before
    the kit is asked.
    """

    name: str
    idea: str
    answers: Mapping[str, str] = field(default_factory=dict)
    base: Mapping[str, str] = field(default_factory=lambda: WRONG)
    change: Change | None = None
    raw: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, float] = field(default_factory=dict)
    says: str = ""
    may_lose: bool = False
    harms: str = ""
    refused: bool = False

    @property
    def sources(self) -> dict[str, str]:
        """The source of each solution cell."""
        return {**self.base, **self.answers}


def before(cell: str, source: str) -> Change:
    """Return a change that adds a code cell before the cell of that name."""
    return lambda notebook: _insert(notebook, cell, 0, code(source))


def after(cell: str, source: str) -> Change:
    """Return a change that adds a code cell behind the cell of that name."""
    return lambda notebook: _insert(notebook, cell, 1, code(source))


def text_after(cell: str, source: str) -> Change:
    """Return a change that adds a text cell behind the cell of that name."""
    made = {"cell_type": "markdown", "metadata": {}, "source": source}
    return lambda notebook: _insert(notebook, cell, 1, made)


def find(notebook: Notebook, name: str) -> dict[str, Any]:
    """Return the cell of that grade_id."""
    cells: list[dict[str, Any]] = notebook["cells"]
    return next(cell for cell in cells if flags(cell).get("grade_id") == name)


def flags(cell: dict[str, Any]) -> dict[str, Any]:
    """Return nbgrader's metadata of a cell."""
    found: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return found


def code(source: str, **metadata: object) -> dict[str, Any]:
    """Return a code cell."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def _insert(notebook: Notebook, name: str, offset: int, cell: dict[str, Any]) -> None:
    place = notebook["cells"].index(find(notebook, name)) + offset
    notebook["cells"].insert(place, dict(cell))
