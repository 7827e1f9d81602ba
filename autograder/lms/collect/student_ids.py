"""The id of a student: what the class list says, or one made from what the platform gives."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from autograder.lms.collect.conventions import Upload
from autograder.lms.collect.roster import Roster

_LONGEST = 60
# Names that Windows keeps for devices.
_TAKEN = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"})


def student_ids(uploads: Iterable[Upload], roster: Roster) -> dict[tuple[str, str], str]:
    """Return the student id of each person (key and name, as the platform gives them).

    Canvas's numbers belong to a person, so they are part of a made id; Moodle's belong to one
    assignment, so they are only when two people have the same name.
    """
    people = {(each.key, each.name): each for each in uploads}
    found = {person: roster.student(each.key, each.name) for person, each in people.items()}
    made = {person: _made(each) for person, each in people.items() if not found[person]}
    alike = [name for name in made.values() if list(made.values()).count(name) > 1]
    taken = set(alike) | {name for name in found.values() if name}
    for person, name in made.items():
        found[person] = f"{name}-{_safe(person[0] or person[1])}" if name in taken else name
    return {person: name or "" for person, name in found.items()}


def _made(upload: Upload) -> str:
    if upload.convention == "canvas" and upload.name:
        return f"{_safe(upload.name)}-{upload.key}"
    if upload.convention == "canvas":  # names are hidden, and the case of the code counts
        return upload.key.replace("_", "-")
    if upload.convention == "nbgrader":
        return upload.key if _safe(upload.key) == upload.key.casefold() else _safe(upload.key)
    # Where names are hidden, everybody has the same one.
    hidden = upload.name.casefold() in {"participant", "teilnehmer/in", "participante"}
    return _safe(f"{upload.name} {upload.key}" if hidden or not upload.name else upload.name)


def _safe(text: str) -> str:
    """Return a text as a folder name for any system: letters, digits and hyphens, never empty."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    name = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", kept)).strip("-")
    if len(name) > _LONGEST:
        name = f"{name[: _LONGEST - 9]}-{_hash(text)}"
    if not name or _TAKEN.match(name):
        name = f"student-{name or _hash(text)}"
    return name


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
