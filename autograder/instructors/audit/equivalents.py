"""Mutants that a person has judged to be as right as the solution, each with the reason."""

import io
import tokenize
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.folders import CourseError
from autograder.findings import text as say
from autograder.instructors.audit.mutants import Mutant

FOLDER = "audits"
_WORDS = ("cell", "line", "becomes", "reason")


@dataclass(frozen=True)
class Equivalent:
    """A change of a line of a cell that leaves the answer right, and the reason why."""

    cell: str
    line: str
    becomes: str
    reason: str

    def __str__(self) -> str:
        return say(
            "audit-equivalents.becomes", cell=self.cell, line=self.line, becomes=self.becomes
        )

    def fits(self, mutant: Mutant) -> bool:
        """Return whether the mutant makes this change, however its blanks are set."""
        if self.cell != mutant.cell:
            return False
        gone, came = mutant.change
        return _tokens(gone) == _tokens(self.line) and _tokens(came) == _tokens(self.becomes)


def read_equivalents(root: Path, assignment: str, path: Path | None = None) -> list[Equivalent]:
    """Return the entries of `path`, by default those of audits/<assignment>.toml, if there are any.

    Raises CourseError for a file that is missing or can't be read, or an entry without a reason.
    """
    file = path or root / FOLDER / f"{assignment}.toml"
    if path is None and not file.is_file():
        return []
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CourseError(say("audit-equivalents.missing", path=file)) from error
    except (OSError, ValueError) as error:
        raise CourseError(say("audit-equivalents.unreadable", path=file, reason=error)) from error
    entries = data.get("equivalent", [])
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        reason = say("audit-equivalents.not-listed")
        raise CourseError(say("audit-equivalents.unreadable", path=file, reason=reason))
    return [one for number, each in enumerate(entries, 1) for one in _read(file, number, each)]


def reason_for(mutant: Mutant, known: Iterable[Equivalent]) -> str:
    """Return why a mutant is as right as the solution, '' if nobody says so."""
    return next((each.reason for each in known if each.fits(mutant)), "")


def stale(
    known: Sequence[Equivalent],
    killed: Sequence[Mutant],
    survived: Sequence[Mutant],
    partly: bool = False,
) -> list[str]:
    """Return, in words, the entries that fit a killed mutant or none.

    With mutants that were made only `partly` nobody can say that there is none.
    """
    found = []
    for entry in known:
        if any(map(entry.fits, killed)):
            found.append(say("audit-equivalents.killed", entry=entry))
        elif not (partly or any(map(entry.fits, survived))):
            found.append(say("audit-equivalents.unknown", entry=entry))
    return found


def _read(path: Path, number: int, entry: Mapping[str, Any]) -> Iterator[Equivalent]:
    """Yield an entry, once for each of the changes that it lists."""
    changes = entry.get("becomes")
    for becomes in changes if isinstance(changes, list) and changes else [changes]:
        texts = {**entry, "becomes": becomes}
        for word in _WORDS:
            text = texts.get(word)
            if not isinstance(text, str) or not (text.strip() or word == "becomes"):
                raise CourseError(
                    say("audit-equivalents.incomplete", path=path, number=number, word=word)
                )
        yield Equivalent(**{word: str(texts[word]) for word in _WORDS})


def _tokens(text: str) -> list[str]:
    try:
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        return [each.string for each in tokens if each.string.strip()]
    except (tokenize.TokenError, SyntaxError):  # a part of a statement
        return text.split()
