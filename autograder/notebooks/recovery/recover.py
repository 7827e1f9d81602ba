"""Find the answers of the handout in a notebook whose cells have lost their names.

Nothing is done while each answer has its name. Else, in this order: names, texts that are the
handout's, the functions that a cell defines, headings and words, and last the place. What only
looks alike becomes a question. What is one of several versions is the last one in the notebook.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from autograder.notebooks.cells import Cell
from autograder.notebooks.recovery.by_names import find_by_names, names_wanted
from autograder.notebooks.recovery.by_place import find_by_place
from autograder.notebooks.recovery.evidence import (
    definitions,
    headings,
    plain_text,
    share,
    words_in,
)
from autograder.notebooks.recovery.matches import Recovered
from autograder.notebooks.recovery.state import Matching, shown_text

_ALIKE = 0.6  # of the words of two texts
# What is compared; nobody's notebook has more cells, nor more characters of code.
_MOST_CELLS, _MOST_CODE = 1000, 2_000_000


def recover(handout: Sequence[Cell], student: Sequence[Cell]) -> Recovered:
    """Return the student's cells with the names of the handout's, as far as they can be told."""
    keys = {cell.key for cell in student}
    whole = all(cell.key in keys for cell in handout if cell.solution)
    code = sum(len(cell.source) for cell in student if cell.kind == "code")
    if whole or not student or len(student) > _MOST_CELLS or code > _MOST_CODE:
        return Recovered(tuple(student))
    state = Matching(handout, student)
    wanted = names_wanted(handout)
    _by_keys(state, wanted)
    _by_texts(state)
    find_by_names(state, wanted)
    _by_headings(state)
    _by_words(state)
    find_by_place(state, wanted)
    matches = tuple(state.found[number] for number in sorted(state.found))
    questions = tuple(state.questions[number] for number in sorted(state.questions))
    return Recovered(tuple(_renamed(state)), matches, questions)


def _by_keys(state: Matching, wanted: dict[int, frozenset[str]]) -> None:
    """Take names at their word, but where a copied name stands on another answer."""
    numbers = {cell.key: number for number, cell in enumerate(state.handout) if cell.key}
    present = {cell.key for cell in state.student}
    absent = [names for number, names in wanted.items() if state.handout[number].key not in present]
    for position, cell in enumerate(state.student):
        number = numbers.get(cell.key)
        if number is None:
            continue
        own, defined = wanted.get(number, frozenset()), definitions(cell.source).keys()
        other = own and not own & defined and any(names and names <= defined for names in absent)
        if not other:
            state.take(number, position)


def _by_texts(state: Matching) -> None:
    """Take what is word for word the course's, where that is there once."""
    shown = [shown_text(cell) for cell in state.handout]
    times = Counter(shown)
    numbers = {
        (cell.kind, shown[number]): number
        for number, cell in enumerate(state.handout)
        if not cell.solution and number not in state.at and times[shown[number]] == 1
    }
    for position, cell in enumerate(state.student):
        number = numbers.get((cell.kind, plain_text(cell.source)))
        if number is not None and state.is_free(position):
            state.take(number, position)


def _by_headings(state: Matching) -> None:
    """Take a text for the handout's with the same first heading."""
    titles = {number: headings(cell.source)[:1] for number, cell in _open(state, "markdown")}
    times = Counter(titles.values())
    numbers = {title: number for number, title in titles.items() if title and times[title] == 1}
    for position in list(state.free("markdown")):
        number = numbers.get(headings(state.student[position].source)[:1])
        if number is not None and number not in state.at:
            state.take(number, position)


def _by_words(state: Matching) -> None:
    """Take what has most of its words in common with a cell of the course's, the likest first."""
    for kind in ("markdown", "code"):
        theirs = {each: words_in(state.student[each].source) for each in state.free(kind)}
        ours = {number: words_in(cell.source) for number, cell in _open(state, kind)}
        pairs = [
            (share(words, own, same=False), number, position)
            for number, words in ours.items()
            for position, own in theirs.items()
        ]
        for alike, number, position in sorted(pairs, key=lambda pair: -pair[0]):
            if alike >= _ALIKE and number not in state.at and position not in state.taken:
                state.take(number, position)


def _open(state: Matching, kind: str) -> list[tuple[int, Cell]]:
    return [
        (number, cell)
        for number, cell in enumerate(state.handout)
        if cell.kind == kind and not cell.solution and number not in state.at
    ]


def _renamed(state: Matching) -> Iterable[Cell]:
    """Yield the student's cells with the names and flags of those that they are."""
    placed = {each.key for each in state.found.values()}
    placed |= {state.handout[number].key for number in state.at}
    for position, cell in enumerate(state.student):
        if position in state.joined:
            continue
        number = state.taken.get(position)
        if number is not None:
            whole = state.whole.get(position, cell)
            yield _named(state, number, whole, whole.source)
        else:
            yield replace(cell, key="") if cell.key in placed else cell
        for inner, source in state.parts.get(position, ()):
            yield _named(state, inner, replace(cell, key=""), source)


def _named(state: Matching, number: int, cell: Cell, source: str) -> Cell:
    """Return a cell under the handout's name; one that had it keeps its own flags."""
    ours = state.handout[number]
    if cell.key == ours.key:
        return replace(cell, source=source)
    return replace(ours, source=source, kind=cell.kind, attachments=cell.attachments)
