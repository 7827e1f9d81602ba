"""What becomes of a mangled notebook, held against the truth."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from autograder.engine.submission.rebuild import rebuild
from autograder.notebooks.cells import Cell, student_cells
from autograder.notebooks.forms import NoNotebook, is_notebook_file, notebook_from
from autograder.notebooks.recovery import Recovered, recover
from autograder.notebooks.recovery.evidence import (
    definitions,
    is_stub,
    plain_python,
    plain_text,
    words_in,
)
from autograder.notebooks.recovery.state import shown_text
from tests.mangled import joined, scripts
from tests.mangled.editors import EDITORS
from tests.mangled.kinds import FILES, KINDS
from tests.mangled.work import NOTEBOOKS, Work, handout, worked

Outcome = Literal["recovered", "asked", "named", "misassigned", "lost"]
OUTCOMES: tuple[Outcome, ...] = ("recovered", "asked", "named", "misassigned", "lost")
PAIRED = ("softmax-loss", "svm-loss")
MORE = (joined, scripts)  # that enter kinds into the table


@dataclass(frozen=True)
class Verdict:
    """What became of one notebook; `why` has the answers that it is about."""

    name: str
    kinds: tuple[str, ...]
    outcome: Outcome
    why: str = ""


def mangled(name: str, kinds: Iterable[str]) -> Work:
    """Return a notebook that these kinds of mangling have met, one after the other."""
    work = worked(name)
    for each in kinds:
        work = KINDS[each](work)
    return work


def judged(work: Work, kinds: tuple[str, ...]) -> Verdict:
    """Return what becomes of a notebook.

    `lost`: an answer that is in it is neither put back nor asked about, and nothing says so.
    """
    ours = handout(work.name)
    data = work.bytes
    if not is_notebook_file(data):
        try:
            data = notebook_from(data, work.file_name, [ours])
        except NoNotebook as error:
            return Verdict(work.name, kinds, "named", str(error))
    found = recover(ours, student_cells(data))
    answers = _answers(ours, found)
    bad = [*_misassigned(work, answers), *_undone(ours, found)]
    if bad:
        return Verdict(work.name, kinds, "misassigned", ", ".join(bad))
    open_ = [key for key, text in work.truth.items() if text and key not in answers]
    asked = {each.key for each in found.questions}
    if not open_:
        return Verdict(work.name, kinds, "recovered")
    outcome: Outcome = "asked" if asked.issuperset(open_) else "lost"
    return Verdict(work.name, kinds, outcome, ", ".join(open_))


def bank() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield all notebooks with all kinds, and two with all pairs of kinds."""
    for name in NOTEBOOKS:
        for each in KINDS:
            yield name, (each,)
    for name in PAIRED:
        for first in KINDS:
            for second in KINDS:
                if first != second and first not in FILES:
                    yield name, (first, second)


def verdicts() -> Iterator[Verdict]:
    """Yield what becomes of each notebook of the bank, and of what other editors save."""
    for name, kinds in bank():
        yield judged(mangled(name, kinds), kinds)
    for name in NOTEBOOKS:
        for editor, save in EDITORS.items():
            yield judged(save(worked(name)), (editor,))


def counted(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """Return how many notebooks came out how."""
    counts = Counter(each.outcome for each in verdicts)
    return {"notebooks": sum(counts.values())} | {each: counts[each] for each in OUTCOMES}


def _answers(ours: Sequence[Cell], found: Recovered) -> dict[str, Cell]:
    """Return the answers that say more than was handed out."""
    blank = {cell.key: shown_text(cell) for cell in ours if cell.solution}
    return {
        cell.key: cell
        for cell in found.cells
        if cell.key and plain_text(cell.source) != blank.get(cell.key)
    }


def _misassigned(work: Work, answers: dict[str, Cell]) -> Iterator[str]:
    """Yield answers that something else was taken for: the truth isn't in it, and another is."""
    for key, text in work.truth.items():
        if key in answers and not _holds(answers[key], text):
            yield key


def _undone(ours: Sequence[Cell], found: Recovered) -> Iterator[str]:
    """Yield answers in code after which a stub is run that defines the same again."""
    answered: dict[str, str] = {}
    for cell in rebuild(ours, found.cells).to_run:
        names = definitions(cell.source)
        if cell.role == "answer" and not is_stub(cell.source):
            answered |= dict.fromkeys(names, cell.key)
        elif cell.role == "extra" and is_stub(cell.source):
            yield from (answered[name] for name in names if name in answered)


def _holds(cell: Cell, text: str | None) -> bool:
    if text is None:
        return True if cell.kind == "code" else not cell.source.strip()
    if cell.kind == "code":
        theirs, truth = _lines(cell.source), _lines(text)
        return truth <= theirs or (theirs <= truth and bool(theirs))
    truth_words, their_words = words_in(text), words_in(cell.source)
    return len(truth_words & their_words) >= 0.8 * len(truth_words)


def _lines(source: str) -> set[str]:
    return {line.strip() for line in plain_python(source).splitlines() if line.strip()}
