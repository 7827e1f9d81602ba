"""Answers by what they define, told from the syntax tree: a cell may have been moved or joined."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from autograder.findings import Code, Finding
from autograder.notebooks.cells import Cell
from autograder.notebooks.recovery.evidence import assigned, definitions, part_of, plain_text
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
    for number in state.sought:
        versions = _versions(state, wanted, number)
        if number in state.blank:  # its own cell has its name: only more than that is better
            versions = [each for each in versions if not state.untouched(number, each)]
        if versions:
            chosen[versions[-1]].append((number, len(versions)))
    for position, answers in sorted(chosen.items()):
        _place(state, wanted, position, answers)


def _versions(state: Matching, wanted: Wanted, number: int) -> list[int]:
    """Return the cells that define an answer, the one that counts last."""
    names = wanted.get(number)
    if not names:
        return []
    can = [
        position
        for position in range(len(state.student))
        if state.holds(position, "code")
        and state.defines(position, number, names)
        and _may_hold(state, position)
    ]
    # What stands in a text is never run, and often a quotation: code goes first.
    found = [each for each in can if state.student[each].kind == "code"]
    found = [each for each in found if not state.untouched(number, each)] or found[-1:]
    others = [each for each in can if each not in found and not state.untouched(number, each)]
    if not found or (others and state.untouched(number, found[-1])):
        found = others
    found = [each for each in found if each not in state.taken] or found
    last = _code_of(state, found[-1], names) if found else ""
    same = [each for each in found if _code_of(state, each, names) == last]
    apart = [each for other, each in wanted.items() if other != number and each]
    alone = [each for each in same if _alone(state, each, apart)]
    if alone:  # the last one is a copy of it among other answers
        found.remove(alone[-1])
        found.append(alone[-1])
    return found


def _code_of(state: Matching, position: int, names: frozenset[str]) -> str:
    return plain_text(part_of(state.code(position), names))


def _may_hold(state: Matching, position: int) -> bool:
    """Return whether a cell can hold an answer: it is free, or another answer's.

    One that nbgrader calls no answer is none: it is the course's code of another assignment.
    """
    number, cell = state.taken.get(position), state.student[position]
    if number is None:
        own = cell.solution or not (cell.grade or cell.locked)
        return own and state.is_free(position)
    return state.handout[number].solution


def _alone(state: Matching, position: int, others: Sequence[frozenset[str]]) -> bool:
    defined = state.names(position)
    return not any(names <= defined for names in others)


def _place(
    state: Matching, wanted: Wanted, position: int, answers: Sequence[tuple[int, int]]
) -> None:
    """Give a cell to its first answer, whole; others get their own functions from it."""
    joined = len(answers) > 1 or position in state.taken
    for number, versions in answers:
        names = tuple(sorted(wanted[number]))
        code = Code.BY_DEFINITION_IN_JOINED if joined else Code.BY_DEFINITION
        why = Finding.of(code, names=names)
        match = CellMatch(state.handout[number].key, position, why, versions=versions)
        if position not in state.taken:
            state.settle(number, match)
            _as_code(state, position)
            continue
        source = part_of(state.code(position), wanted[number])
        state.parts.setdefault(position, []).append((number, source))
        state.release(number)
        state.found[number] = match


def _as_code(state: Matching, position: int) -> None:
    """Leave out what stands around the code in a text."""
    cell, code = state.student[position], state.code(position)
    if code != cell.source:
        state.whole[position] = replace(cell, source=code)
