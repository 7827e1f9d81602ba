"""Answers by what they define, told from the syntax tree: a cell may have been moved or joined."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from autograder.findings import Code, Finding
from autograder.notebooks.cells import Cell
from autograder.notebooks.recovery.evidence import assigned, definitions, plain_text
from autograder.notebooks.recovery.matches import CellMatch
from autograder.notebooks.recovery.state import Matching

Wanted = Mapping[int, frozenset[str]]


def names_wanted(handout: Sequence[Cell]) -> dict[int, frozenset[str]]:
    """Return by its number the names that each code answer alone defines."""
    defined = [_names(cell) if cell.kind == "code" else frozenset() for cell in handout]
    times = Counter(name for names in defined for name in names)
    return {
        number: frozenset(name for name in defined[number] if times[name] == 1)
        for number, cell in enumerate(handout)
        if cell.solution and cell.kind == "code"
    }


def _names(cell: Cell) -> frozenset[str]:
    return frozenset(definitions(cell.source)) or assigned(cell.source)


def find_by_names(state: Matching, wanted: Wanted) -> None:
    """Put back the answers whose names a cell defines; the last version in the notebook counts."""
    chosen: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number in state.lost:
        versions = _versions(state, wanted, number)
        if versions:
            chosen[versions[-1]].append((number, len(versions)))
    for position, answers in sorted(chosen.items()):
        _place(state, wanted, position, answers)


def _versions(state: Matching, wanted: Wanted, number: int) -> list[int]:
    """Return the cells that define an answer, the one that counts last."""
    names = wanted.get(number)
    if not names:
        return []
    found = [
        position
        for position, cell in enumerate(state.student)
        if cell.kind == "code" and names <= state.names(position) and _may_hold(state, position)
    ]
    found = [each for each in found if not state.untouched(number, each)] or found[-1:]
    found = [each for each in found if each not in state.taken] or found
    others = [each for other, each in wanted.items() if other != number and each]
    last = _code_of(state, found[-1], names) if found else ""
    same = [each for each in found if _code_of(state, each, names) == last]
    alone = [each for each in same if _alone(state, each, others)]
    if alone:  # the last one is a copy of it among other answers
        found.remove(alone[-1])
        found.append(alone[-1])
    return found


def _code_of(state: Matching, position: int, names: frozenset[str]) -> str:
    known = definitions(state.student[position].source)
    return plain_text("\n".join(known.get(name, "") for name in sorted(names)))


def _may_hold(state: Matching, position: int) -> bool:
    """Return whether a cell can hold an answer: it is free, or another answer's."""
    number = state.taken.get(position)
    return state.is_free(position) if number is None else state.handout[number].solution


def _alone(state: Matching, position: int, others: Sequence[frozenset[str]]) -> bool:
    defined = state.names(position)
    return not any(names <= defined for names in others)


def _place(
    state: Matching, wanted: Wanted, position: int, answers: Sequence[tuple[int, int]]
) -> None:
    """Give a cell to its first answer, whole; others get their own functions from it."""
    cell = state.student[position]
    joined = len(answers) > 1 or position in state.taken
    for number, versions in answers:
        names = tuple(sorted(wanted[number]))
        code = Code.BY_DEFINITION_IN_JOINED if joined else Code.BY_DEFINITION
        why = Finding.of(code, names=names)
        match = CellMatch(state.handout[number].key, position, why, versions=versions)
        if position not in state.taken:
            state.settle(number, match)
            continue
        known = definitions(cell.source)
        source = "\n\n\n".join(known[name] for name in known if name in wanted[number])
        state.parts.setdefault(position, []).append((number, source))
        state.found[number] = match
