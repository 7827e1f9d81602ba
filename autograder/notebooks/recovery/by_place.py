"""Answers by their place: what stands below a question that is known. And what only looks alike."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from autograder.findings import Code, Finding
from autograder.notebooks.recovery.by_names import Wanted
from autograder.notebooks.recovery.evidence import definitions, docstrings, likeness, plain_text
from autograder.notebooks.recovery.matches import CellMatch
from autograder.notebooks.recovery.state import Matching, shown_text

_RIVAL = 0.3  # of the words of two texts
_MOST_NAMES, _LONGEST = 50, 100  # that are compared
_CLOSE = 0.8  # likeness of two names of functions


def find_by_place(state: Matching, wanted: Wanted) -> None:
    """Put back what stands where an answer stood, and nothing else could be; ask about the rest."""
    if state.of_another:
        return
    ordered = state.in_order
    for number in state.lost:
        if not wanted.get(number):
            _below(state, number, ordered)
    for number in state.lost:
        position, code = _guess(state, wanted, number)
        if position is not None and number not in state.questions:
            _ask(state, number, position, code)


def _below(state: Matching, number: int, ordered: bool) -> None:
    """Look below the cell before the answer, up to the next that is known."""
    above = state.at.get(number - 1) if number else -1
    if above is None:
        return
    run = list(_run(state, above, state.handout[number].kind))
    written = [each for each in run if not state.untouched(number, each)]
    if not run:
        return
    several = len(written) > 1 and state.handout[number].kind == "code"
    if not written:
        state.take(number, run[0])
    elif not ordered or several or _rivals(state, number, written):
        _ask(state, number, written[0], Code.BY_ORDER)
    else:
        _put_back(state, number, written)


def _put_back(state: Matching, number: int, written: Sequence[int]) -> None:
    """Take one cell, or the texts below a question as one."""
    why = Finding.of(Code.BY_PLACE, key=state.handout[number - 1].key if number else "")
    key, versions = state.handout[number].key, _times(state, number - 1)
    state.settle(number, CellMatch(key, written[0], why, versions=versions))
    whole = state.student[written[0]]
    for position in written[1:]:
        cell = state.student[position]
        if whole.attachments.keys() & cell.attachments.keys():
            return  # pictures of one name: these texts stay apart
        attachments = {**whole.attachments, **cell.attachments}
        whole = replace(whole, source=f"{whole.source}\n\n{cell.source}", attachments=attachments)
        state.whole[written[0]] = whole
        state.joined.add(position)


def _times(state: Matching, number: int) -> int:
    """Return how often a cell of the course's stands in the notebook."""
    asked = shown_text(state.handout[number]) if number >= 0 else ""
    return max(1, sum(plain_text(cell.source) == asked for cell in state.student))


def _run(state: Matching, above: int, kind: str) -> Iterator[int]:
    """Yield the free cells of a kind below a position, up to the next that is known."""
    for position in range(above + 1, len(state.student)):
        if position in state.taken:
            return
        free = state.is_free(position) and not state.is_another(position)
        if free and state.student[position].kind == kind:
            yield position


def _rivals(state: Matching, number: int, written: Sequence[int]) -> bool:
    """Return whether what stands there may be another cell of the handout that is not found."""
    for other in range(number + 1, len(state.handout)):
        cell = state.handout[other]
        if other in state.at:
            return False
        if cell.kind != state.handout[number].kind:
            continue
        if cell.solution and other - 1 not in state.at:
            return True
        if any(likeness(cell.source, state.student[each].source) >= _RIVAL for each in written):
            return True
    return False


def _guess(state: Matching, wanted: Wanted, number: int) -> tuple[int | None, Code]:
    """Return the cell that is likest to an answer, and what is alike."""
    kind = state.handout[number].kind
    asked = {each.position for each in state.questions.values()}
    free = [each for each in state.free(kind) if each not in asked and not state.is_another(each)]
    free = [each for each in free if not state.untouched(number, each)]
    if kind == "code" and wanted.get(number):
        alike = [each for each in free if _alike(state, wanted[number], number, each)]
        if alike:
            return alike[-1], Code.BY_LIKENESS
    low, high = _between(state, number)
    between = [each for each in free if low < each < high]
    if between:
        return between[0], Code.BY_ORDER
    left = free if kind == "markdown" and state.nameless else []
    return (left[0] if left else None), Code.BY_REST


def _between(state: Matching, number: int) -> tuple[int, int]:
    """Return the positions of the nearest known cells above and below."""
    above = [state.at[other] for other in range(number) if other in state.at]
    later = range(number + 1, len(state.handout))
    below = [state.at[other] for other in later if other in state.at]
    return above[-1] if above else -1, below[0] if below else len(state.student)


def _alike(state: Matching, names: frozenset[str], number: int, position: int) -> bool:
    """Return whether a cell has a docstring of the answer's, or nearly a name of it."""
    theirs, ours = state.student[position].source, state.handout[number].source
    if docstrings(theirs) & docstrings(ours):
        return True
    others = list(definitions(theirs))[:_MOST_NAMES]
    return any(_close(one, other[:_LONGEST]) for one in names for other in others)


def _close(one: str, other: str) -> bool:
    compared = SequenceMatcher(None, one, other)
    return compared.real_quick_ratio() >= _CLOSE <= compared.ratio()


def _ask(state: Matching, number: int, position: int, code: Code) -> None:
    key = state.handout[number].key
    state.questions[number] = CellMatch(key, position, Finding(code), sure=False)
