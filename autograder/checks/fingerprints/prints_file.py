"""The file beside a notebook with its functions' fingerprints: found, and read with distrust."""

import base64
import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from autograder.checks.fingerprints.arguments import Json, Reader
from autograder.checks.fingerprints.behaviour import (
    Arguments,
    FixedCall,
    Group,
    Part,
    Questions,
)
from autograder.checks.fingerprints.cells import Grid

SUFFIX = ".fingerprints.json"
# Where a browser has all of a course's: it reads files beside a notebook slowly, or not at all.
HANDOUTS = Path(__file__).parent / "handouts"
_MOST_LOADED = 32
FORMAT = 1
STEPS = 64  # a shift of the borders between sizes is so many parts of a power of two
Vector = tuple[int, ...]  # for each part, which of its hashes


@dataclass(frozen=True)
class Costs:
    """Two calls whose costs are compared: `kind` is rows or entries; the sizes are theirs."""

    kind: str
    small: Arguments
    large: Arguments
    sizes: tuple[int, int]


@dataclass(frozen=True)
class Known:
    """A behaviour that is known: which hash it has in each part in which it is wrong.

    Those of a lower level are looked for first, and of several the one that comes more often
    (`times`). `sealed` are the keys of its mistakes, for who has what these hashes cover.
    """

    level: int
    times: int
    wrong: Mapping[int, int]
    sealed: bytes


@dataclass(frozen=True)
class Convention:
    """What is right by one convention, and what is known to be wrong by it.

    `singles` are mistakes, `pairs` two of them that touch the same part, `alone` what is wrong in
    one of the things that are returned (its number comes first).
    """

    right: Vector
    singles: tuple[Known, ...]
    pairs: tuple[Known, ...]
    alone: Mapping[tuple[int, Vector], bytes]


@dataclass(frozen=True)
class Print:
    """What one behaviour is told by: for each part how its sizes are shifted, and its hash."""

    shifts: tuple[int, ...]
    digests: tuple[str, ...]


@dataclass(frozen=True)
class Learned:
    """A learned mistake's print; `sealed` are the keys of its words, for who has what it covers."""

    print: Print
    sealed: bytes


@dataclass(frozen=True)
class LearnedMistakes:
    """All that is learned of one function; a part of `questions` is a group of calls."""

    questions: Questions
    salt: bytes
    known: tuple[Learned, ...]


@dataclass(frozen=True)
class Fingerprint:
    """All that is known of one function.

    `digests` are each part's hashes. Of several conventions the first of the parts `votes`
    that agrees with one tells which is meant, else it is the first. `said` gives keys by a
    finding's code. `words` are sealed. `learned` is what the course has learned of its students.
    """

    salt: bytes
    questions: Questions
    digests: tuple[tuple[str, ...], ...]
    conventions: tuple[Convention, ...]
    votes: tuple[int, ...]
    words: tuple[bytes, ...]
    said: Mapping[str, bytes]
    costs: tuple[Costs, ...]
    learned: LearnedMistakes | None = None

    def grid(self, part: int) -> Grid:
        """Return the grid of a part."""
        return grid_of(self.salt, self.questions, part)


def grid_of(salt: bytes, questions: Questions, part: int) -> Grid:
    """Return the grid of a part of these questions."""
    tolerance = questions.groups[questions.parts[part].group].tolerance
    return Grid(salt, f"part {part}", tolerance)


Reason = Literal["missing", "damaged", "foreign"]


class Unusable(Exception):  # noqa: N818 - it says why a check is less strict, and is no error
    """There is no fingerprint to go by; the message is a key of the catalogue, `file` its name."""

    def __init__(self, reason: Reason, file: str = "") -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.file = file


def fingerprint_of(folder: Path, names: Sequence[str], cell: str | None) -> Fingerprint | None:
    """Return the fingerprint of a function from the files in a folder; None if it can have none.

    `names` are those that it has, `cell` is the source of the cell that checks it, if that is
    known. Raises Unusable for a file that isn't there, is damaged, or is of something else.
    """
    paths = _files_for(folder)
    if not paths:
        raise Unusable("missing", f"*{SUFFIX}")
    reason = Unusable("foreign", paths[0].name)
    for path in paths:
        try:
            if cell is not None and _has_none(path, cell):
                return None
            entry, salt = _entry(path, names)
            if cell is None or entry["check"] == hash_of(cell):
                return None if "none" in entry else _read(entry, salt)
        except KeyError:
            continue  # another assignment's
        except (OSError, ValueError, TypeError, IndexError, AttributeError):
            reason = Unusable("damaged", path.name)
    raise reason


def _files_for(folder: Path) -> list[Path]:
    """Return the files beside a notebook, then those that came with the kit."""
    found: list[Path] = []
    for place in (folder, HANDOUTS):
        with contextlib.suppress(OSError):
            found += sorted(place.glob(f"*{SUFFIX}"))
    return found


def hash_of(cell: str) -> str:
    """Return by what a cell is known: its lines, without the white space at their ends."""
    lines = "\n".join(line.rstrip() for line in cell.strip().splitlines())
    return hashlib.sha256(lines.encode()).hexdigest()[:32]


def checksum(body: Mapping[str, Json]) -> str:
    """Return the hash that shows whether a file is whole."""
    plain = {key: value for key, value in body.items() if key != "checksum"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


_loaded: dict[tuple[Path, int, int], dict[str, Any]] = {}


def checks_beside(folder: Path, cell: str) -> dict[str, str]:
    """Return the cells with checks of the notebook that has this one, in order; {} if none has.

    Cells are told by `hash_of`; to each belongs the name of what it checks.
    """
    for path in _files_for(folder):
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            for checks in _body(path).get("checks", ()):
                found = {str(cell): str(name) for cell, name in checks}
                if cell in found:
                    return found
    return {}


def _has_none(path: Path, cell: str) -> bool:
    """Return whether a file is of the notebook with this check, and has nothing of its function."""
    body, key = _body(path), hash_of(cell)
    named = [str(name) for checks in body["checks"] for each, name in checks if each == key]
    return bool(named) and not body["functions"].keys() & set(named)


def _entry(path: Path, names: Sequence[str]) -> tuple[dict[str, Any], bytes]:
    body = _body(path)
    name = next((each for each in names if each in body["functions"]), "")
    return body["functions"][name], bytes.fromhex(body["salt"]) + name.encode()


def _body(path: Path) -> dict[str, Any]:
    """Return what a file holds; raises ValueError or KeyError for one that isn't whole."""
    about = path.stat()
    key = path.resolve(), about.st_mtime_ns, about.st_size
    if key not in _loaded:
        body = json.loads(path.read_text(encoding="utf-8"))
        if body["format"] != FORMAT or body["checksum"] != checksum(body):
            raise ValueError("checksum")
        if len(_loaded) >= _MOST_LOADED:
            _loaded.clear()
        _loaded[key] = body
    return _loaded[key]


def _read(entry: Mapping[str, Any], salt: bytes) -> Fingerprint:
    reader = Reader(entry["arrays"])
    learned = entry.get("learned")
    try:
        return Fingerprint(
            salt=salt,
            questions=questions_in(entry, reader),
            digests=tuple(map(tuple, entry["digests"])),
            conventions=tuple(map(_convention, entry["conventions"])),
            votes=tuple(map(int, entry["votes"])),
            words=tuple(map(_bytes, entry["words"])),
            said={code: _bytes(keys) for code, keys in entry["said"].items()},
            costs=tuple(_costs(reader, each) for each in entry["costs"]),
            learned=_learned(learned) if learned else None,
        )
    except KeyError as error:
        raise ValueError(str(error)) from error


def questions_in(stored: Mapping[str, Any], reader: Reader) -> Questions:
    """Return what is asked of a function; raises KeyError, ValueError or TypeError for no such."""
    groups = tuple(_group(reader, each) for each in stored["groups"])
    parts = tuple(Part(group, tuple(things)) for group, things in stored["parts"])
    return Questions(stored["kind"], tuple(stored["things"]), groups, parts)


def _learned(stored: Mapping[str, Any]) -> LearnedMistakes:
    known = (
        Learned(Print(tuple(map(int, shifts)), tuple(map(str, digests))), _bytes(sealed))
        for shifts, digests, sealed in stored["known"]
    )
    questions = questions_in(stored, Reader(stored["arrays"]))
    return LearnedMistakes(questions, bytes.fromhex(stored["salt"]), tuple(known))


def _convention(stored: Mapping[str, Any]) -> Convention:
    return Convention(
        right=tuple(stored["right"]),
        singles=tuple(map(_known, stored["singles"])),
        pairs=tuple(map(_known, stored["pairs"])),
        alone={(thing, tuple(v)): _bytes(sealed) for thing, v, sealed in stored["alone"]},
    )


def _known(stored: Sequence[Any]) -> Known:
    level, times, wrong, sealed = stored
    return Known(level, times, dict(zip(wrong[::2], wrong[1::2], strict=True)), _bytes(sealed))


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


def _group(reader: Reader, stored: Mapping[str, Any]) -> Group:
    calls = tuple(_call(reader, each) for each in stored["calls"])
    return Group(stored["name"], float(stored["tolerance"]), float(stored["least"]), calls)


def _call(reader: Reader, stored: Mapping[str, Any]) -> FixedCall:
    minus = stored.get("minus")
    return FixedCall(
        arguments=_arguments(reader, stored["arguments"]),
        shapes=tuple(map(tuple, stored["shapes"])),
        shifts=tuple(map(float, stored["shifts"])),
        minus=None if minus is None else _arguments(reader, minus),
        dropped=int(stored.get("dropped", 0)),
        lost=bool(stored.get("lost", False)),
    )


def _arguments(reader: Reader, stored: Sequence[Json]) -> Arguments:
    return tuple(reader.read(each) for each in stored)


def _costs(reader: Reader, stored: Mapping[str, Any]) -> Costs:
    small, large = (_arguments(reader, stored[name]) for name in ("small", "large"))
    less, more = stored["sizes"]
    return Costs(str(stored["kind"]), small, large, (int(less), int(more)))
