"""A group's code: one member's whole, the others' as what differs from it."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Sign = Literal["same", "added", "removed"]
_AROUND = 1  # lines that are shown before and behind a difference


@dataclass(frozen=True)
class Line:
    """A line of another answer, or of the representative's that it lacks; `cut` before it."""

    sign: Sign
    text: str
    cut: bool = False


@dataclass(frozen=True)
class Other:
    """Students whose code is the same, and in what it differs from the representative's."""

    students: tuple[str, ...]
    lines: tuple[Line, ...]
    changed: int


def plain_lines(source: str) -> tuple[str, ...]:
    """Return the lines of code without spaces at their ends and empty lines."""
    return tuple(line.rstrip() for line in source.splitlines() if line.strip())


def representative(sources: Sequence[tuple[str, str]]) -> str:
    """Return the student whose code is the commonest, and among such the shortest."""
    counts: dict[tuple[str, ...], int] = {}
    for _, source in sources:
        lines = plain_lines(source)
        counts[lines] = counts.get(lines, 0) + 1

    def rank(each: tuple[str, str]) -> tuple[int, int, str]:
        lines = plain_lines(each[1])
        return -counts[lines], len(lines), each[0]

    return min(sources, key=rank)[0]


def others_of(sources: Sequence[tuple[str, str]], chosen: str) -> tuple[Other, ...]:
    """Return the other students by their code, what differs least first; not whose is the same."""
    by_code: dict[tuple[str, ...], list[str]] = {}
    for student, source in sources:
        by_code.setdefault(plain_lines(source), []).append(student)
    mine = plain_lines(dict(sources)[chosen])
    found = [
        Other(tuple(students), lines, sum(each.sign != "same" for each in lines))
        for code, students in by_code.items()
        if code != mine
        for lines in [_differing(mine, code)]
    ]
    return tuple(sorted(found, key=lambda each: (each.changed, each.students)))


def _differing(mine: Sequence[str], code: Sequence[str]) -> tuple[Line, ...]:
    """Return the lines that differ, each with a line around it."""
    matcher = difflib.SequenceMatcher(None, mine, code, autojunk=False)
    lines: list[Line] = []
    for number, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        first = len(lines)
        for tag, i, j, k, m in group:
            if tag == "equal":
                lines += [Line("same", each) for each in mine[i:j]]
                continue
            lines += [Line("removed", each) for each in mine[i:j]]
            lines += [Line("added", each) for each in code[k:m]]
        if number and len(lines) > first:
            lines[first] = Line(lines[first].sign, lines[first].text, cut=True)
    return tuple(lines)
