"""Put a feedback page together from an autograded notebook and the gradebook."""

import html
import re
from collections.abc import Callable, Sequence

from markupsafe import Markup

from autograder.grading.nbgrader.standing import Mark, Standing
from autograder.reporting.feedback.notebook import Part
from autograder.reporting.feedback.page import Figure, Page, Question, Work
from autograder.reporting.feedback.results import came
from autograder.reporting.feedback.text import plain, prose
from autograder.reporting.feedback.work import work_of

# The picture of mistakes in a function, None where there is none.
Draw = Callable[[str, Sequence[str]], Figure | None]

_BOLD = re.compile(r"\*\*([^*\n]{1,60}?)[.:]?\*\*")
_LISTED = re.compile(r"^- (.*)$", re.MULTILINE)


def build_page(
    names: tuple[str, str, str], parts: Sequence[Part], standing: Standing, draw: Draw
) -> Page:
    """Return the page of `names`: student, assignment and notebook.

    Points are the gradebook's; what was seen is the notebook's.
    """
    student, assignment, notebook = names
    builder = _Builder(standing, draw)
    for part in parts:
        builder.add(part)
    return Page(
        student=plain(student),
        name=plain(standing.name),
        assignment=plain(assignment),
        notebook=plain(notebook),
        points=standing.points,
        max_points=standing.max_points,
        penalty=standing.penalty,
        questions=tuple(builder.questions),
        others=(*builder.pending, *builder.others),
        differences=tuple(builder.differences),
        notices=tuple(builder.notices),
    )


class _Builder:
    """Goes through the cells in order; answers wait for the test that is about them."""

    def __init__(self, standing: Standing, draw: Draw) -> None:
        self._standing, self._draw = standing, draw
        self.questions: list[Question] = []
        self.pending: list[Work] = []
        self.others: list[Work] = []
        self.differences: list[str] = []
        self.notices: list[str] = []
        self._above = ""

    def add(self, part: Part) -> None:
        """Take in the next cell."""
        if part.kind == "test":
            self.questions.append(self._tested(part))
        elif part.kind == "answer":
            self._answer(part)
        elif part.kind == "task":
            self.questions.append(self._by_hand(part, ()))
        elif part.kind == "theirs":
            self._other(part)
        elif part.kind == "notice":
            self._notice(part.cell.source)

    def _tested(self, part: Part) -> Question:
        result = came(part.cell.source, part.outputs)
        answers, self.pending = tuple(self.pending), []
        mark = self._mark(part)
        name = result.name or part.cell.key.removesuffix("-tests").replace("-", "_")
        return Question(
            anchor=f"question-{len(self.questions) + 1}",
            name=plain(name),
            points=mark.points,
            max_points=mark.max_points,
            waits=mark.waits,
            by_hand=mark.by_hand,
            facets=result.facets,
            mistakes=result.mistakes,
            figure=self._draw(result.name, result.known) if result.known else None,
            notes=result.notes,
            seed=result.seed,
            trouble=result.trouble,
            unjudged=result.unjudged,
            check=result.check,
            comments=self._comments(part),
            answers=answers,
        )

    def _answer(self, part: Part) -> None:
        work = work_of(part)
        if part.cell.grade:
            self.questions.append(self._by_hand(part, (work,)))
        else:
            self.pending.append(work)

    def _by_hand(self, part: Part, answers: tuple[Work, ...]) -> Question:
        """Return a question that a person gives points for; a task's own text may hold secrets."""
        mark, above = self._mark(part), self._above
        bold = _BOLD.search(above)
        self._above = ""
        return Question(
            anchor=f"question-{len(self.questions) + 1}",
            name=plain(bold[1] if bold else part.cell.key.removesuffix("-answer")),
            points=mark.points,
            max_points=mark.max_points,
            waits=mark.waits,
            by_hand=mark.by_hand,
            asked=prose(above) if bold else Markup(""),
            comments=self._comments(part),
            answers=answers,
        )

    def _other(self, part: Part) -> None:
        if part.cell.kind == "markdown":
            self._above = part.cell.source
        if part.added or (part.cell.kind == "code" and part.outputs):
            self.others.append(work_of(part))

    def _notice(self, source: str) -> None:
        """Take what the grader wrote above the notebook: differences, or that it had no sandbox."""
        texts = [html.unescape(plain(text)) for text in _LISTED.findall(source)]
        self.differences += texts
        if not texts:
            self.notices.append(plain(source).strip("*\n "))

    def _mark(self, part: Part) -> Mark:
        return self._standing.marks.get(part.cell.key) or Mark(0.0, part.cell.points)

    def _comments(self, part: Part) -> tuple[str, ...]:
        words = self._standing.comments.get(part.cell.key, "")
        return (plain(words),) if words else ()
