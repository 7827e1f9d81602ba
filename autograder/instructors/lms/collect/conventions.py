"""How learning platforms name the files of a download, and who sent each file.

Canvas: `lib/content_zipper.rb` of instructure/canvas-lms, add_upload_submission and get_filename:
name, LATE if it is, the user's number (or anon_ and a code), the file's number, the file's name.
Moodle: `mod/assign/classes/downloader.php` of moodle/moodle, get_student_prefix and
load_submissionplugin_filelist: name, the participant's number, assignsubmission, the kind of
submission; a folder, or the beginning of the file's name. Until Moodle 4 the folder ends with _.
nbgrader: the example of FileNameCollectorPlugin.named_regexp in its `plugins/zipcollect.py`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

Parts = Sequence[str]

FOLDERS = "folders"
_PATTERNS = {
    "canvas": re.compile(
        r"(?:(?!LATE_)(?P<name>.*?)_)?(?:(?P<late>LATE)_)?(?P<key>\d+|anon_[A-Za-z0-9]+)_"
        r"(?:(?P<number>\d+)_(?P<file>.+)|(?P<typed>text|link)\.html)"
    ),
    "moodle": re.compile(
        r"(?P<name>[^_]+)(?:_(?P<key>\d+))?_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?"
    ),
    "nbgrader": re.compile(r".+_(?P<key>[^_]+)_attempt_(?P<when>\d{4}(?:-\d{2}){5})_(?P<file>.+)"),
}
CONVENTIONS = (*_PATTERNS, FOLDERS)


@dataclass(frozen=True)
class Upload:
    """A file that somebody handed in, as its place in the download tells.

    `key` and `name` are the person's number and name as the platform gives them ('' if it gives
    none), `file` is the name that the student gave, `number` grows with each file that is handed
    in, `typed` tells of text that was typed into the platform. `when` is UTC.
    """

    convention: str
    key: str
    name: str
    file: str
    number: int = 0
    late: bool = False
    typed: bool = False
    when: datetime | None = None

    @property
    def person(self) -> str:
        """Who it is, for people to read."""
        return " ".join(filter(None, (self.name, self.key and f"({self.key})"))) or "somebody"


def upload_of(parts: Parts, convention: str) -> Upload | None:
    """Return who handed in the file at a place in the download; None if its name doesn't tell.

    The outermost name counts, which the platform wrote: what lies within a student's own archive
    can't name another student.
    """
    if convention == FOLDERS:
        return Upload(FOLDERS, "", parts[0], parts[-1]) if len(parts) > 1 else None
    for number, part in enumerate(parts, start=1):
        found = _PATTERNS[convention].fullmatch(part)
        if found:
            return _read(convention, found.groupdict(), parts[-1], number == len(parts))
    return None


def detect(places: Iterable[Parts]) -> str | None:
    """Return the convention that most names follow; None when none of them does."""
    counts = dict.fromkeys(_PATTERNS, 0)
    for parts in places:
        for convention in _PATTERNS:
            counts[convention] += upload_of(parts, convention) is not None
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


def _read(convention: str, found: dict[str, str | None], last: str, is_last: bool) -> Upload:
    given = found.get("file") or ""
    return Upload(
        convention,
        key=found.get("key") or "",
        name=(found.get("name") or "").strip(),
        file=given if is_last and given else last,
        number=int(found.get("number") or 0),
        late=bool(found.get("late")),
        typed=bool(found.get("typed")) or found.get("kind") == "onlinetext",
        when=_time(found.get("when")),
    )


def _time(text: str | None) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d-%H-%M-%S") if text else None
    except ValueError:
        return None
