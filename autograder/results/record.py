"""The typed record of what came of a notebook: workers send it, stores keep it, everybody reads it.

In a notebook each test cell keeps its QuestionResult as an output of type MIME, and the notebook's
metadata keep the rest (`Notes`) under the name METADATA. Both carry VERSION: another version is
never read as if it were this one.
"""

from typing import Any

import msgspec
from msgspec import Struct, field

from autograder.findings import Code, Finding, cause_of, text, words
from autograder.findings.own_texts import own_text
from autograder.notebooks.regrade import RegradeRequest

VERSION = 2
MIME = "application/vnd.autograder.result+json"
METADATA = "autograder"


class FacetResult(Struct, frozen=True):
    """One facet: its points, and what was found when it failed."""

    name: str
    points: float
    max_points: float
    finding: Finding | None = None

    @property
    def said_name(self) -> str:
        """The name as people read it: one of several words is translated with its test."""
        return own_text(self.name)

    @property
    def passed(self) -> bool:
        """Whether the facet is fulfilled."""
        return self.finding is None

    @property
    def seen(self) -> str:
        """What was found, in words; '' if it passed."""
        return words(self.finding) if self.finding else ""


class NamedMistake(Struct, frozen=True):
    """A named mistake: what it looks like, why it happens, a question, and a section to re-read.

    `known` tells a mistake of a catalogue from what the structure of a residual tells; `beside`,
    that it isn't alone and may look otherwise. The texts are the catalogue's, carried as they are.
    """

    name: str
    seen: str
    why: str
    hint: str
    reread: str
    known: bool = True
    beside: bool = False


class QuestionResult(Struct, frozen=True):
    """One graded question.

    `seed` draws the same inputs again, `remarks` cost nothing, `mistakes` are those that are sure.
    """

    assignment: str
    question: str
    seed: int
    facets: tuple[FacetResult, ...]
    remarks: tuple[Finding, ...] = ()
    mistakes: tuple[NamedMistake, ...] = ()
    version: int = VERSION

    @property
    def points(self) -> float:
        """The points earned."""
        return sum(facet.points for facet in self.facets)

    @property
    def max_points(self) -> float:
        """The points that could be earned."""
        return sum(facet.max_points for facet in self.facets)

    @property
    def common(self) -> Finding | None:
        """The one reason why all facets failed, None if there are several or some passed."""
        found = {_cause(each.finding) for each in self.facets}
        return self.facets[0].finding if len(found) == 1 else None

    @property
    def seen(self) -> tuple[str, ...]:
        """What each facet found, in words; what an earlier one found, too, is said once."""
        first: dict[object, str] = {}
        seen = []
        for facet in self.facets:
            before = first.setdefault(_cause(facet.finding), facet.name)
            again = facet.finding and before != facet.name
            seen.append(text("result.same", facet=before) if again else facet.seen)
        return tuple(seen)


def _cause(finding: Finding | None) -> object:
    """Return what findings of one cause have in common: an error tells sizes of its inputs."""
    return cause_of(finding) if finding and finding.code == Code.RAISED else finding


class CellResult(Struct, frozen=True):
    """One cell that counts: its points by nbgrader's rule, None while a person has to give them.

    `graded` tells that it is worth points, `written` that students write in it (a solution or a
    task), `unanswered` that nobody did. `ended` says why a test came to no result. `with_student`
    tells that a test and its points were in reach of the student's code.
    """

    cell: str
    max_points: float = 0.0
    points: float | None = None
    graded: bool = False
    written: bool = False
    unanswered: bool = False
    question: QuestionResult | None = None
    ended: Finding | None = None
    with_student: bool = False


class Graded(Struct, frozen=True):
    """What came of a notebook.

    `text` is the autograded notebook; `cells` are its graded and written ones; `differences` from
    the handout; `notices` are about how it was graded; `stopped` says what was stopped, and
    `problem` why the notebook couldn't be read or graded; `faults` what of the course's own has to
    be mended, which is no word for students; `lost` that it was the grader which didn't come to its
    end, or the course which has a fault, so that it is graded again next time; `ended` has, by
    name, why a cell of any kind didn't come to its end or can't judge; `seconds` are by phase.
    """

    text: str
    cells: tuple[CellResult, ...]
    differences: tuple[Finding, ...] = ()
    notices: tuple[Finding, ...] = ()
    stopped: tuple[Finding, ...] = ()
    problem: Finding | None = None
    lost: bool = False
    faults: tuple[Finding, ...] = ()
    ended: dict[str, Finding] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def mistakes(self) -> tuple[tuple[str, str], ...]:
        """The mistakes that were named, each with its question."""
        questions = (cell.question for cell in self.cells if cell.question)
        return tuple((each.question, made.name) for each in questions for made in each.mistakes)


class Notes(Struct, frozen=True):
    """What a notebook's metadata keep: what was found beside the results of its test cells.

    `ended` has, by cell, why a test came to no result; `with_student` are the cells of tests that
    ran with the student's code; `requests` are the student's for a regrade.
    """

    differences: tuple[Finding, ...] = ()
    notices: tuple[Finding, ...] = ()
    ended: dict[str, Finding] = field(default_factory=dict)
    with_student: tuple[str, ...] = ()
    requests: tuple[RegradeRequest, ...] = ()
    version: int = VERSION


def plain(value: Struct) -> dict[str, object]:
    """Return a record as JSON's own types."""
    found: dict[str, object] = msgspec.json.decode(encoded(value))
    return found


def encoded(value: Struct) -> bytes:
    """Return a record as JSON, whatever its texts hold: a student's may have half characters."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(msgspec.to_builtins(value)))


def _whole(value: Any) -> Any:  # noqa: ANN401 - any of JSON's own types
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_whole(name): _whole(each) for name, each in value.items()}
    return [_whole(each) for each in value] if isinstance(value, list | tuple) else value
