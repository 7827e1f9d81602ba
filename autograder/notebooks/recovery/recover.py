"""Find the answers of the handout in a notebook whose cells have lost their names.

Nothing is done while each answer has its name, and none is blank in its own cell. Else, in this
order: names, texts that are the handout's, the functions that a cell defines, headings and words,
and last the place. What only looks alike becomes a question. What is one of several versions is the
last one in the notebook.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from autograder.notebooks.cells import Cell
from autograder.notebooks.recovery.by_names import Wanted, find_by_names, names_wanted
from autograder.notebooks.recovery.by_place import find_by_place
from autograder.notebooks.recovery.evidence import (
    code_in_text,
    definitions,
    headings,
    is_fenced,
    is_stub,
    share,
    words_in,
)
from autograder.notebooks.recovery.matches import Recovered
from autograder.notebooks.recovery.parted import parted
from autograder.notebooks.recovery.state import Matching, is_blank, shown_text

_ALIKE = 0.6  # of the words of two texts
# What is compared; nobody's notebook has more cells, nor more characters of code.
_MOST_CELLS, _MOST_CODE = 1000, 2_000_000


def recover(handout: Sequence[Cell], student: Sequence[Cell]) -> Recovered:
    """Return the student's cells with the names of the handout's, as far as they can be told."""
    student = [*_with_their_code(handout, student)]
    code = sum(len(cell.source) for cell in student if cell.kind == "code")
    if (
        not student
        or len(student) > _MOST_CELLS
        or code > _MOST_CODE
        or _is_whole(handout, student)
    ):
        return Recovered(tuple(student))
    pieces, origins = parted(handout, student)
    state = Matching(handout, pieces)
    wanted = names_wanted(handout)
    _by_keys(state, wanted)
    _by_texts(state)
    find_by_names(state, wanted)
    _by_headings(state)
    _by_words(state)
    find_by_place(state, wanted)
    matches = (state.found[number] for number in sorted(state.found))
    questions = (state.questions[number] for number in sorted(state.questions))
    return Recovered(
        tuple(_renamed(state, wanted)),
        tuple(replace(each, position=origins[each.position]) for each in matches),
        tuple(replace(each, position=origins[each.position]) for each in questions),
    )


def _with_their_code(handout: Sequence[Cell], student: Sequence[Cell]) -> Iterable[Cell]:
    """Yield the cells; one that is by its name an answer in code, and a text, is the code in it."""
    code = {cell.key for cell in handout if cell.solution and cell.kind == "code"}
    for cell in student:
        fenced = cell.kind == "markdown" and cell.key in code and is_fenced(cell.source)
        yield replace(cell, source=code_in_text(cell.source)) if fenced else cell


def _is_whole(handout: Sequence[Cell], student: Sequence[Cell]) -> bool:
    """Return whether each answer has its name, and what it says was not written elsewhere."""
    theirs = {cell.key: cell for cell in student}
    answers = [cell for cell in handout if cell.solution]
    if any(cell.key not in theirs for cell in answers):
        return False
    known = {cell.key for cell in handout}
    added = any(cell.key not in known and cell.source.strip() for cell in student)
    blank = any(is_blank(cell, theirs[cell.key]) for cell in answers)
    return not (added and blank)


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
    state.blank = {number for number in state.at if _is_blank_everywhere(state, wanted, number)}


def _is_blank_everywhere(state: Matching, wanted: Wanted, number: int) -> bool:
    """Return whether all cells with an answer's name say no more than was handed out.

    One that defines something else is a copy, made for another answer.
    """
    ours, names = state.handout[number], wanted.get(number, frozenset())
    own = [each for each in state.student if each.key == ours.key]
    own = [each for each in own if not names or names & definitions(each.source).keys()]
    return ours.solution and all(is_blank(ours, each) for each in own)


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
        number = numbers.get((cell.kind, state.texts[position]))
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


def _renamed(state: Matching, wanted: Wanted) -> Iterable[Cell]:
    """Yield the student's cells with the names and flags of those that they are."""
    placed = {each.key for each in state.found.values()}
    placed |= {state.handout[number].key for number in state.at}
    for position, cell in enumerate(state.student):
        if position in state.joined or _is_superseded(state, wanted, position):
            continue
        number = state.taken.get(position)
        if number is not None:
            whole = state.whole.get(position, cell)
            yield _named(state, number, whole, whole.source)
        else:
            yield replace(cell, key="") if cell.key in placed else cell
        for inner, source in state.parts.get(position, ()):
            yield _named(state, inner, replace(cell, key=""), source)


def _is_superseded(state: Matching, wanted: Wanted, position: int) -> bool:
    """Return whether a cell is what was handed out for an answer that was found elsewhere.

    Run after it, a stub would undo it.
    """
    cell = state.student[position]
    if position in state.taken:
        return False
    if any(state.handout[n].key == cell.key and state.untouched(n, position) for n in state.found):
        return True
    names = state.names(position) if cell.kind == "code" and is_stub(cell.source) else frozenset()
    return bool(names) and any(names <= wanted.get(n, frozenset()) for n in state.found)


def _named(state: Matching, number: int, cell: Cell, source: str) -> Cell:
    """Return a cell under the handout's name; one that had it keeps its own flags."""
    ours = state.handout[number]
    if cell.key == ours.key:
        return replace(cell, source=source)
    return replace(ours, source=source, kind=cell.kind, attachments=cell.attachments)
