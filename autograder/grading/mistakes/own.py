"""A course's own mistakes: mistakes/NAME.toml beside its solutions, for the assignment NAME."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.grading.course import CourseError, course_root
from autograder.grading.mistakes.mistake import Mistake, Slip

FOLDER = "mistakes"
WORDS = ("name", "seen", "why", "hint", "reread")
_UNREADABLE = "{path} can't be read: {reason}."
_ENTRIES = "each mistake stands under [[mistake]], each of its slips under [[mistake.slip]]"
_NO_WORD = "mistake {number} needs {word}, a text that is not empty"
_NO_SLIP = (
    "mistake {number} needs a slip: of, a function or several, and edits, pairs of texts; other "
    "words than these and says and times are not known"
)


def file_of(assignment: str, root: Path | None = None) -> Path:
    """Return where the mistakes of an assignment stand, whether there are any or not."""
    return (root or course_root()) / FOLDER / f"{assignment}.toml"


def own_mistakes(assignment: str, root: Path | None = None) -> tuple[Mistake, ...]:
    """Return the course's own mistakes of an assignment, none if it has no such file.

    Raises CourseError for a file that can't be read or a mistake that is not whole.
    """
    try:
        path = file_of(assignment, root)
        changed = path.stat().st_mtime_ns
    except (OSError, CourseError):  # no course here, or no file
        return ()
    return _read(path, changed)


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> tuple[Mistake, ...]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(_UNREADABLE.format(path=path, reason=error)) from error
    entries = data.get("mistake", [])
    if set(data) - {"mistake"} or not isinstance(entries, list):
        raise CourseError(_UNREADABLE.format(path=path, reason=_ENTRIES))
    return tuple(_mistake(path, number, entry) for number, entry in enumerate(entries, 1))


def _mistake(path: Path, number: int, entry: dict[str, Any]) -> Mistake:
    for word in WORDS:
        if not isinstance(entry.get(word), str) or not entry[word].strip():
            raise CourseError(
                _UNREADABLE.format(path=path, reason=_NO_WORD.format(number=number, word=word))
            )
    try:
        slips = tuple(slip for each in entry["slip"] for slip in slips_in(entry["name"], each))
        words = {key: value for key, value in entry.items() if key != "slip"}
        if slips:
            return Mistake(**words, slips=slips)
    except (KeyError, TypeError, ValueError):
        pass
    raise CourseError(_UNREADABLE.format(path=path, reason=_NO_SLIP.format(number=number)))


def slips_in(
    name: str, slip: dict[str, Any], groups: dict[str, list[str]] | None = None
) -> list[Slip]:
    """Return a slip of the mistake `name`, once for each function that it is in.

    Raises KeyError, TypeError or ValueError for an entry that is none.
    """
    of = [slip["of"]] if isinstance(slip["of"], str) else slip["of"]
    names = [function for each in of for function in (groups or {}).get(each, [each])]
    edits = tuple((str(find), str(replacement)) for find, replacement in slip["edits"])
    return [Slip(name, function, edits) for function in names]
