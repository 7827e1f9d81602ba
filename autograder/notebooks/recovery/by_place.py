"""Answers by their place: what stands below a question that is known. And what only looks alike."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from autograder.findings import Code, Finding
from autograder.notebooks.recovery.by_names import Wanted
from autograder.notebooks.recovery.evidence import (
    definitions,
    docstrings,
    is_fenced,
    likeness,
    words_in,
)
from autograder.notebooks.recovery.matches import CellMatch
from autograder.notebooks.recovery.state import Matching, shown_text

_RIVAL = 0.3  # of the words of two texts
_MOST_NAMES, _LONGEST = 50, 100  # that are compared
_CLOSE = 0.8  # likeness of two names of functions
_MORE_WORDS = 4


def find_by_place(state: Matching, wanted: Wanted) -> None:
    """Put back what stands where an answer stood, and nothing else could be; ask about the rest."""
    if state.of_another:
        return
    ordered = state.in_order and not _may_stand_above(state, wanted)
    for number in state.lost:
        if not wanted.get(number):
            _below(state, number, ordered)
    for number in state.sought:
        if number in state.blank and state.handout[number].kind == "markdown":
            _beside(state, number, ordered)
    _ask_about_the_rest(state, wanted)


def _ask_about_the_rest(state: Matching, wanted: Wanted) -> None:
    for number in state.lost:
        position, code = _guess(state, wanted, number)
        if position is not None and number not in state.questions:
            _ask(state, number, position, code)
    for number in _unanswered(state):
        left = _left_over(state, number)
        if left:
            _ask(state, number, left[0], Code.BY_REST)


def _may_stand_above(state: Matching, wanted: Wanted) -> bool:
    """Return whether answers may stand above their questions: below one there is none.

    Then what stands below a question may be the answer of the next.
    """
    texts = [n for n in state.lost if n and not wanted.get(n) and n - 1 in state.at]
    runs = {n: list(_run(state, state.at[n - 1], n)) for n in texts}
    below = {position for run in runs.values() for position in run}
    above = [state.at[number - 1] - 1 for number in texts]
    strays = [each for each in above if each >= 0 and each not in below]
    written = [each for each in strays if _is_written(state, each)]
    return bool(written) and not all(runs.values())


def _is_written(state: Matching, position: int) -> bool:
    """Return whether a student's own text stands in a cell."""
    free = state.is_free(position) and not state.is_another(position)
    return free and state.holds(position, "markdown") and not state.is_the_courses(position)


def _below(state: Matching, number: int, ordered: bool) -> None:
    """Look below the cell before the answer, up to the next that is known."""
    above = state.at.get(number - 1) if number else -1
    if above is None:
        return
    run = list(_run(state, above, number))
    written = [each for each in run if not state.untouched(number, each)]
    for copy in () if written else _copies(state, number - 1):
        found = list(_run(state, copy, number))
        run = run or found
        written = [each for each in found if not state.untouched(number, each)]
        if written:
            break
    if not run:
        return
    several = len(written) > 1 and state.handout[number].kind == "code"
    if not written:
        state.take(number, run[0])
    elif not ordered or several or not _are_sure(state, number, written):
        _ask(state, number, written[0], Code.BY_ORDER)
    else:
        _put_back(state, number, written)


def _are_sure(state: Matching, number: int, written: Sequence[int]) -> bool:
    """Return whether nothing that stands there may be something else: code, another's answer."""
    texts = state.handout[number].kind != "markdown" or all(map(state.is_text, written))
    return texts and not _rivals(state, number, written)


def _copies(state: Matching, number: int) -> list[int]:
    """Return where else a cell of the course's stands, the last first: all may be there twice."""
    asked, known = shown_text(state.handout[number]) if number >= 0 else "", state.at.get(number)
    places = [n for n, text in enumerate(state.texts) if text == asked]
    return [each for each in reversed(places) if asked and each != known]


def _beside(state: Matching, number: int, ordered: bool) -> None:
    """Take what stands in a cell of its own above or below an answer's, which is blank."""
    above, own = state.at.get(number - 1, state.at[number]), state.at[number]
    written = [each for each in _run(state, above, number) if each != own]
    if written and ordered and _are_sure(state, number, written):
        state.release(number)
        _put_back(state, number, written)
    elif written:
        _ask(state, number, written[0], Code.BY_ORDER)


def _unanswered(state: Matching) -> list[int]:
    """Return the written answers that are blank where they should be, if no answer has its name."""
    if not state.nameless:
        return []
    texts = [
        n for n in state.at if state.handout[n].solution and state.handout[n].kind == "markdown"
    ]
    return sorted(n for n in texts if n not in state.found and n not in state.questions)


def _left_over(state: Matching, number: int) -> list[int]:
    """Return the texts that are nothing known, and that nobody is asked about."""
    asked = {each.position for each in state.questions.values()}
    free = [each for each in state.free("markdown") if each not in asked]
    return [each for each in free if _can_be_asked_about(state, number, each)]


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
    return 1 + len(_copies(state, number))


def _run(state: Matching, above: int, number: int) -> Iterator[int]:
    """Yield the free cells below a position that may hold an answer, up to the next known one.

    The answer's own cell, if it is there, is passed over.
    """
    for position in range(above + 1, len(state.student)):
        known = state.taken.get(position)
        if known not in (None, number) or state.is_the_courses(position):
            return
        free = state.is_free(position) and not state.is_another(position)
        if free and state.holds(position, state.handout[number].kind):
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
    free = [each for each in range(len(state.student)) if each not in asked]
    free = [each for each in free if _can_be_asked_about(state, number, each)]
    if kind == "code" and (names := wanted.get(number)):
        alike = [each for each in free if _alike(state, names, number, each)]
        if alike:
            return alike[-1], Code.BY_LIKENESS
    low, high = _between(state, number)
    between = [each for each in free if low < each < high]
    if between:
        return between[0], Code.BY_ORDER
    near = [each for each in _neighbours(state, number) if _says_more(state, each)]
    if near and kind == "markdown":
        return near[0], Code.BY_NEIGHBOUR
    left = free if kind == "markdown" else []
    return (left[0] if left else None), Code.BY_REST


def _can_be_asked_about(state: Matching, number: int, position: int) -> bool:
    """Return whether a cell may be an answer, also where its kind says otherwise."""
    if not state.is_free(position) or state.is_another(position):
        return False
    kind = state.handout[number].kind
    can = state.holds(position, kind) or (kind == "code" and _has_code(state, position))
    return can and not state.untouched(number, position) and not state.is_the_courses(position)


def _has_code(state: Matching, position: int) -> bool:
    """Return whether there is code in a text, among words or with a slip."""
    cell = state.student[position]
    text = cell.kind in ("markdown", "raw")
    return text and (is_fenced(cell.source) or bool(definitions(state.code(position))))


def _neighbours(state: Matching, number: int) -> list[int]:
    """Return the course's cells before and after an answer that may have been joined with it."""
    near = [other for other in (number - 1, number + 1) if 0 <= other < len(state.handout)]
    own = [other for other in near if not state.handout[other].solution]
    return [state.at[other] for other in own if other in state.at]


def _says_more(state: Matching, position: int) -> bool:
    """Return whether a cell of the course's has words that the course didn't write."""
    ours = words_in(state.handout[state.taken[position]].source)
    return len(words_in(state.student[position].source) - ours) >= _MORE_WORDS


def _between(state: Matching, number: int) -> tuple[int, int]:
    """Return the positions of the nearest known cells above and below."""
    above = [state.at[other] for other in range(number) if other in state.at]
    later = range(number + 1, len(state.handout))
    below = [state.at[other] for other in later if other in state.at]
    return above[-1] if above else -1, below[0] if below else len(state.student)


def _alike(state: Matching, names: frozenset[str], number: int, position: int) -> bool:
    """Return whether a cell has a docstring of the answer's, or nearly a name of it."""
    theirs, ours = state.code(position), state.handout[number].source
    if docstrings(theirs) & docstrings(ours):
        return True
    others = list(definitions(theirs))[:_MOST_NAMES]
    if names <= definitions(theirs).keys():  # in a text, among words
        return True
    return any(_close(one, other[:_LONGEST]) for one in names for other in others)


def _close(one: str, other: str) -> bool:
    compared = SequenceMatcher(None, one, other)
    return compared.real_quick_ratio() >= _CLOSE <= compared.ratio()


def _ask(state: Matching, number: int, position: int, code: Code) -> None:
    key = state.handout[number].key
    state.questions[number] = CellMatch(key, position, Finding(code), sure=False)
