"""The bank of comments: what was said to groups, by question, offered again next term.

It is a file of the course, comments/NAME.toml beside solutions/ and mistakes/, to be kept and
edited as they are. No student is named in it, and nothing that ships is made from it.
"""

import json
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.files import write_whole
from autograder.course.folders import COMMENTS_FOLDER, CourseError
from autograder.findings import text

_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that show nothing


@dataclass(frozen=True)
class Comment:
    """A comment on a question: for which mistake it was given at first ('' for none), how often."""

    question: str
    comment: str
    mistake: str = ""
    times: int = 1


def comments_file(root: Path, assignment: str) -> Path:
    """Return where the comments on an assignment stand, whether there are any or not."""
    return root / COMMENTS_FOLDER / f"{assignment}.toml"


def read_comments(root: Path, assignment: str) -> tuple[Comment, ...]:
    """Return the comments of an assignment; raises CourseError for a file that can't be read."""
    path = comments_file(root, assignment)
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(_comment(each) for each in found.get("comment", ()))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise CourseError(text("review.bank-unreadable", path=path, reason=reason)) from error


def _comment(entry: dict[str, Any]) -> Comment:
    question, comment = str(entry["question"]), str(entry["comment"])
    return Comment(question, comment, str(entry.get("mistake", "")), int(entry.get("times", 1)))


def as_said(comment: str) -> str:
    """Return a comment as it is given: no control characters, and empty where nothing shows."""
    kept = "".join(c for c in comment if c in "\n\t" or unicodedata.category(c) != "Cc")
    shows = any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANK for c in kept)
    return kept.strip() if shows else ""


def offered(
    comments: Iterable[Comment], question: str, mistakes: Iterable[str]
) -> tuple[Comment, ...]:
    """Return the comments on a question, those on one of these mistakes first, then the commonest.

    A comment on another mistake comes last.
    """
    named = set(mistakes)
    mine = [each for each in comments if each.question == question]
    return tuple(sorted(mine, key=lambda each: (each.mistake not in named, -each.times)))


def keep_comment(root: Path, assignment: str, question: str, comment: str, mistake: str) -> None:
    """Count a comment that was given, or add it; raises CourseError."""
    known = list(read_comments(root, assignment))
    for place, each in enumerate(known):
        if (each.question, each.comment) == (question, comment):
            known[place] = Comment(question, comment, each.mistake, each.times + 1)
            break
    else:
        known.append(Comment(question, comment, mistake))
    path = comments_file(root, assignment)
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(
            path,
            (text("review.bank-head") + "".join(map(_entry, known))).encode("utf-8", "replace"),
        )
    except OSError as error:
        reason = error.strerror or str(error)
        raise CourseError(text("review.bank-not-written", path=path, reason=reason)) from error


def _entry(each: Comment) -> str:
    """Return an entry as TOML; what JSON writes of a text is one of TOML's basic strings."""
    said = {"question": each.question, "mistake": each.mistake, "comment": each.comment}
    lines = [f"{name} = {_string(value)}" for name, value in said.items()]
    return "\n[[comment]]\n" + "\n".join(lines) + f"\ntimes = {each.times}\n"


def _string(value: str) -> str:
    whole = value.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
