"""The mistakes that a course knows, read from its TOML files."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.checks.small_problems import REDUCTIONS, Reduction
from autograder.course.folders import (
    CourseError,
    assignments,
    mistakes_file,
    source_notebooks,
)
from autograder.findings import Code, text
from autograder.judging.mistakes.learned import TABLE, LearnedMistake, learned_in
from autograder.notebooks.cells import read_source_cells

Edit = tuple[str, str]  # what is found, and what replaces it


@dataclass(frozen=True)
class Mutation:
    """A mistake in one function: `edits` of the solution cell `cell` that defines `function`."""

    name: str
    function: str
    edits: tuple[Edit, ...]
    cell: str = ""

    def fits(self, source: str) -> bool:
        """Return whether each text to replace stands in the source exactly once."""
        return all(source.count(find) == 1 for find, _ in self.edits)

    def apply(self, source: str) -> str:
        """Return the cell's source with the mistake; raises CourseError if an edit doesn't fit."""
        for find, replacement in self.edits:
            count = source.count(find)
            if count != 1:
                raise CourseError(
                    text(
                        "mistakes.edit-finds",
                        name=self.name,
                        function=self.function,
                        find=find,
                        count=count,
                    )
                )
            source = source.replace(find, replacement)
        return source


@dataclass(frozen=True)
class Mistake:
    """A mistake that people make.

    `seen` is what it looks like, `why` it happens, `hint` a question that leads to the line,
    `reread` a section. `says` are codes of what facets find of it, where no result tells it from
    others; `times` is how often it stands in 742 public solutions. Some are mistakes only where a
    loss is asked for by one `reduction`.
    """

    name: str
    seen: str
    why: str
    hint: str
    reread: str
    slips: tuple[Mutation, ...]
    says: tuple[str, ...] = ()
    times: int = 0
    reduction: Reduction | None = None


WORDS = ("name", "seen", "why", "hint", "reread")


@dataclass(frozen=True)
class Same:
    """Functions that ask for the same as another one, the fastest first.

    They are of `assignment`, the file's own if that is empty.
    """

    functions: tuple[str, ...]
    assignment: str = ""


@dataclass(frozen=True, eq=False)  # a file is read once: what was made of it is known by it
class Own:
    """What a course's file says: mistakes, functions that ask for the same, sections by topic.

    Beside the mistakes that are edits of the solution stand those `learned` from students. Its
    losses are the mean of those of the examples, or their sum.
    """

    mistakes: tuple[Mistake, ...] = ()
    learned: tuple[LearnedMistake, ...] = ()
    same: Mapping[str, Same] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    reduction: Reduction = "mean"


NOTHING = Own()


def course_mistakes(assignment: str, root: Path | None = None) -> tuple[Mistake, ...]:
    """Return the course's own mistakes of an assignment, none if it has no such file.

    Raises CourseError for a file that can't be read or a mistake that is not whole.
    """
    return read_own(assignment, root).mistakes


def learned_of(function: str, assignment: str) -> tuple[LearnedMistake, ...]:
    """Return what the course has learned of a function's students; raises CourseError."""
    return tuple(each for each in read_own(assignment).learned if each.of == function)


def read_own(assignment: str, root: Path | None = None) -> Own:
    """Return all that the course's file of an assignment says, nothing if there is no such file.

    Raises CourseError as course_mistakes does.
    """
    try:
        path = mistakes_file(assignment, root)
        changed = path.stat().st_mtime_ns
    except (OSError, CourseError):  # no course here, or no file
        return NOTHING
    return _read(path, changed)


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> Own:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    entries, same = data.get("mistake", []), data.get("same", [])
    known = {"mistake", "same", "sections", "reduction", TABLE}
    if set(data) - known or not _lists(entries, same):
        raise _unreadable(path, text("mistakes.entries"))
    sections = data.get("sections", {})
    if not isinstance(sections, dict) or not all(isinstance(v, str) for v in sections.values()):
        raise _unreadable(path, text("mistakes.no-sections"))
    reduction = data.get("reduction", "mean")
    if reduction not in REDUCTIONS:
        raise _unreadable(path, text("mistakes.no-reduction", found=reduction))
    return Own(
        tuple(_course_mistake(path, number, entry) for number, entry in enumerate(entries, 1)),
        learned_in(path, data.get(TABLE, [])),
        {k: v for number, each in enumerate(same, 1) for k, v in _same(path, number, each).items()},
        sections,
        reduction,
    )


def _unreadable(path: Path, reason: object) -> CourseError:
    return CourseError(text("mistakes.unreadable", path=path, reason=reason))


def _lists(*values: object) -> bool:
    return all(isinstance(value, list) for value in values)


def _same(path: Path, number: int, entry: dict[str, Any]) -> dict[str, Same]:
    try:
        names, functions = names_in(entry["of"]), names_in(entry["functions"])
        if set(entry) <= {"of", "functions", "assignment"}:
            found = Same(tuple(functions), str(entry.get("assignment", "")))
            return dict.fromkeys(names, found)
    except (KeyError, TypeError):
        pass
    raise _unreadable(path, text("mistakes.no-same", number=number))


def _course_mistake(path: Path, number: int, entry: dict[str, Any]) -> Mistake:
    for word in WORDS:
        if not isinstance(entry.get(word), str) or not entry[word].strip():
            raise _unreadable(path, text("mistakes.no-word", number=number, word=word))
    try:
        found = mistake_in(entry)
        if found.slips:
            return found
    except (KeyError, TypeError, ValueError):
        pass
    raise _unreadable(path, text("mistakes.no-slip", number=number))


def mistake_in(entry: Mapping[str, Any], groups: Mapping[str, list[str]] | None = None) -> Mistake:
    """Return the mistake that an entry of a file holds; `groups` are functions by another name.

    Raises KeyError, TypeError or ValueError for an entry that is none.
    """
    words = {key: value for key, value in entry.items() if key not in ("slip", "says")}
    found = (
        slip for each in entry["slip"] for slip in _slips_in(entry["name"], each, groups or {})
    )
    return Mistake(**words, slips=tuple(found), says=_codes(entry.get("says", [])))


def _codes(says: object) -> tuple[Code, ...]:
    """Return the codes that a mistake is known by; ValueError for an unknown one."""
    if not isinstance(says, list):
        raise TypeError("says is a list of codes")
    return tuple(Code(each) for each in says)


def _slips_in(name: str, slip: dict[str, Any], groups: Mapping[str, list[str]]) -> list[Mutation]:
    """Return a slip of the mistake `name`, once for each function that it is in."""
    names = [function for each in names_in(slip["of"]) for function in groups.get(each, [each])]
    edits = tuple((str(find), str(replacement)) for find, replacement in slip["edits"])
    return [Mutation(name, function, edits) for function in names]


def names_in(value: object) -> list[str]:
    """Return the names in an entry that holds one or a list; raises TypeError for others."""
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise TypeError
    return found


# Written here once, and in no course: what every loss can have wrong, and what only sums can.
_FILES = tuple(Path(__file__).with_name(name) for name in ("losses.toml", "summed_losses.toml"))


@dataclass(frozen=True)
class Origin:
    """Where the reference of a function stands, and which ask for the same, the fastest first."""

    assignment: str
    like: tuple[str, ...]


@lru_cache(maxsize=1)
def catalogue() -> tuple[Mistake, ...]:
    """Return the mistakes that losses share, which the kit brings along for any course."""
    read = [tomllib.loads(path.read_text(encoding="utf-8")) for path in _FILES]
    groups = {name: functions for data in read for name, functions in data.get("group", {}).items()}
    return tuple(mistake_in(entry, groups) for data in read for entry in data["mistake"])


def origin(function: str, assignment: str = "") -> Origin | None:
    """Return where the reference of a function stands, None if no course is here.

    Without an `assignment` it is the first of the course whose solution cells define the function.
    """
    home = assignment or _first_with(function)
    if not home:
        return None
    same = read_own(home).same.get(function)
    return Origin(same.assignment or home, same.functions) if same else Origin(home, (function,))


def mistakes_of(function: str, assignment: str = "") -> tuple[Mistake, ...]:
    """Return the mistakes of a function, each with its slips in it and in those like it.

    Those of the course come first; what losses share comes besides, but for the names that the
    course has itself.
    """
    place = origin(function, assignment)
    if place is None:
        return _with_slips_in(_by_reduction(catalogue(), "mean"), (function,))
    return _all_mistakes(
        place.like, read_own(place.assignment), read_own(assignment or place.assignment)
    )


@lru_cache(maxsize=100)  # for each submission again, and each of its questions
def _all_mistakes(like: tuple[str, ...], own: Own, asked: Own) -> tuple[Mistake, ...]:
    mistakes = _with_slips_in(_by_reduction(own.mistakes, own.reduction), like)
    known = {each.name for each in mistakes}
    shared = (
        replace(each, reread=_section(each.reread, asked, own))
        for each in _with_slips_in(_by_reduction(catalogue(), own.reduction), like)
        if each.name not in known
    )
    return (*mistakes, *shared)


def known_names(assignment: str, root: Path | None = None) -> frozenset[str]:
    """Return the names of all mistakes that can be named in an assignment: the course's, the kit's.

    Raises CourseError as course_mistakes does.
    """
    return frozenset(each.name for each in (*course_mistakes(assignment, root), *catalogue()))


def section(topic: str, *assignments: str) -> str:
    """Return the section that a topic has in the first of these assignments that has one."""
    return _section(topic, *map(read_own, assignments))


def _section(topic: str, *files: Own) -> str:
    found = (each.sections.get(topic) for each in files)
    return next((each for each in found if each), topic)


def slips_of(assignment: str) -> list[Mutation]:
    """Return the slips in the solution cells of an assignment, each with its cell's id.

    Raises CourseError when there is no source notebook, or a mistake of the course's own doesn't
    fit it.
    """
    there = definitions(assignment)
    cells = {name: cell for name, (cell, _) in there.items()}
    file = read_own(assignment)
    own = [s for mistake in _by_reduction(file.mistakes, file.reduction) for s in mistake.slips]
    for slip in own:
        if slip.function not in cells:
            where = {"path": mistakes_file(assignment), "where": assignment}
            raise CourseError(
                text("mistakes.nowhere", name=slip.name, function=slip.function, **where)
            )
        slip.apply(there[slip.function][1])  # raises if an edit doesn't fit
    known = {(slip.name, slip.function) for slip in own}
    shared = [
        slip
        for mistake in _by_reduction(catalogue(), file.reduction)
        for slip in mistake.slips
        if slip.function in cells and (slip.name, slip.function) not in known
    ]
    return [replace(slip, cell=cells[slip.function]) for slip in (*own, *shared)]


def _first_with(function: str) -> str:
    try:
        return next((name for name in assignments() if function in definitions(name)), "")
    except CourseError:  # no course here, or one that can't be read
        return ""


def reduction_of(function: str, assignment: str = "") -> Reduction:
    """Return whether a loss is asked for as the mean over the examples, or as their sum."""
    place = origin(function, assignment)
    return read_own(place.assignment).reduction if place else "mean"


def _by_reduction(mistakes: Iterable[Mistake], asked: Reduction) -> tuple[Mistake, ...]:
    return tuple(each for each in mistakes if each.reduction in (None, asked))


def _with_slips_in(mistakes: Iterable[Mistake], names: Iterable[str]) -> tuple[Mistake, ...]:
    wanted = tuple(names)
    chosen = (
        replace(each, slips=tuple(slip for slip in each.slips if slip.function in wanted))
        for each in mistakes
    )
    return tuple(each for each in chosen if each.slips)


def definitions(assignment: str) -> dict[str, tuple[str, str]]:
    """Return the solution cell's id and source for each function and class that one defines."""
    paths = source_notebooks(assignment)
    return _definitions(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=16)
def _definitions(paths: tuple[tuple[Path, int], ...]) -> dict[str, tuple[str, str]]:
    found = {}
    for path, _ in paths:
        for cell in read_source_cells(path):
            if cell.kind == "code" and cell.solution:
                found.update(dict.fromkeys(_defined(cell.source), (cell.id, cell.source)))
    return found


def _defined(source: str) -> Iterator[str]:
    for line in source.splitlines():
        words = line.split("(")[0].rstrip(":").split()
        if line[:1] not in (" ", "\t") and len(words) == 2 and words[0] in ("def", "class"):
            yield words[1]
