"""Put a feedback page together from an autograded notebook and the gradebook."""

import re
from collections.abc import Callable, Sequence

from markupsafe import Markup

from autograder.findings import text, words
from autograder.gradebook.gradebook_reader import NotebookScores, Score
from autograder.instructors.reports.feedback.html import plain, prose
from autograder.instructors.reports.feedback.page_model import Page, Question, Work
from autograder.instructors.reports.feedback.parts import TestOutcome, test_outcome
from autograder.instructors.reports.feedback.student_work import work_of
from autograder.notebooks.cells import Cell
from autograder.results import NO_RESPONSE, Figure, GradedNotebook, Part

# The picture of mistakes in a function, which an assignment asks for; None where there is none.
# The picture of a function that an assignment asks for, with these mistakes.
Draw = Callable[[str, str, Sequence[str]], Figure | None]


def no_picture(_function: str, _assignment: str, _mistakes: Sequence[str]) -> Figure | None:
    """Return None: for pages of a course that draws none."""
    return None


AsRead = Callable[[Cell], str]


def as_it_is(cell: Cell) -> str:
    """Return a cell's source: of a handout in the course's own language."""
    return cell.source


_BOLD = re.compile(r"\*\*([^*\n]{1,60}?)[.:]?\*\*")


def build_page(
    names: tuple[str, str, str],
    graded: GradedNotebook,
    scores: NotebookScores,
    draw: Draw,
    as_read: AsRead = as_it_is,
) -> Page:
    """Return the page of `names`: student, assignment and notebook.

    Points are the gradebook's; what was seen is the notebook's; `as_read` gives a cell of the
    course's as the student has read it.
    """
    student, assignment, notebook = names
    builder = _Builder(scores, draw, as_read)
    for part in graded.parts:
        builder.add(part)
    return Page(
        student=plain(student),
        name=plain(scores.name),
        assignment=plain(assignment),
        notebook=plain(notebook),
        points=scores.points,
        max_points=scores.max_points,
        penalty=scores.penalty,
        questions=tuple(builder.questions),
        others=(*builder.pending, *builder.others),
        differences=tuple(plain(words(each)) for each in graded.differences),
        notices=tuple(plain(words(each)) for each in graded.notices),
    )


class _Builder:
    """Goes through the cells in order; answers wait for the test that is about them."""

    def __init__(self, scores: NotebookScores, draw: Draw, as_read: AsRead) -> None:
        self._scores, self._draw, self._as_read = scores, draw, as_read
        self.questions: list[Question] = []
        self.pending: list[Work] = []
        self.others: list[Work] = []
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

    def _tested(self, part: Part) -> Question:
        result = test_outcome(part)
        answers, self.pending = tuple(self.pending), []
        score = self._score(part)
        name = result.name or part.cell.key.removesuffix("-tests").replace("-", "_")
        return Question(
            anchor=f"question-{len(self.questions) + 1}",
            name=plain(name),
            points=score.points,
            max_points=score.max_points,
            waits=score.waits,
            by_hand=score.by_hand,
            facets=result.facets,
            mistakes=result.mistakes,
            figure=self._picture(result),
            notes=result.notes,
            seed=result.seed,
            trouble=result.trouble,
            unjudged=result.unjudged,
            check=result.check,
            comments=(*self._comments(part), *self._said_of(answers)),
            answers=answers,
            with_student=bool(part.result and part.result.with_student),
        )

    def _picture(self, result: TestOutcome) -> Figure | None:
        """Return the picture of what was named; its words may hold a student's."""
        drawn = result.known and self._draw(result.name, result.assignment, result.known)
        return Figure(drawn.source, plain(drawn.words)) if drawn else None

    def _answer(self, part: Part) -> None:
        work = work_of(part)
        if part.cell.grade:
            self.questions.append(self._by_hand(part, (work,)))
        else:
            self.pending.append(work)

    def _by_hand(self, part: Part, answers: tuple[Work, ...]) -> Question:
        """Return a question that a person gives points for; a task's own text may hold secrets."""
        score, above = self._score(part), self._above
        bold = _BOLD.search(above)
        self._above = ""
        return Question(
            anchor=f"question-{len(self.questions) + 1}",
            name=plain(bold[1] if bold else part.cell.key.removesuffix("-answer")),
            points=score.points,
            max_points=score.max_points,
            waits=score.waits,
            by_hand=score.by_hand,
            asked=prose(above) if bold else Markup(""),
            comments=self._comments(part),
            answers=answers,
        )

    def _other(self, part: Part) -> None:
        if part.cell.kind == "markdown":
            self._above = self._as_read(part.cell)
        if part.added or (part.cell.kind == "code" and part.outputs):
            self.others.append(work_of(part))

    def _score(self, part: Part) -> Score:
        return self._scores.by_cell.get(part.cell.key) or Score(0.0, part.cell.points)

    def _said_of(self, answers: Sequence[Work]) -> tuple[str, ...]:
        """Return what a person has said of code that tests grade: the formgrader has it there."""
        said = (self._scores.answers.get(answer.key, "") for answer in answers)
        return tuple(_comment(words) for words in said if words)

    def _comments(self, part: Part) -> tuple[str, ...]:
        words = self._scores.comments.get(part.cell.key, "")
        return (_comment(words),) if words else ()


def _comment(words: str) -> str:
    """Return a comment for the page: nbgrader's own, of an empty answer, in the page's language."""
    return text("feedback-page.no-response") if words == NO_RESPONSE else plain(words)
