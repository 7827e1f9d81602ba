"""From which of several releases a notebook was made: by an id, by checksums, by the course's code.

nbgrader puts a checksum into the metadata of each of its cells when it makes the handout. Editors
keep it, and whoever changes a cell leaves it, so it says which handout the cell comes from.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.notebooks.cells import read_cell
from autograder.notebooks.release_id import named_release, release_id


@dataclass(frozen=True)
class ReleaseMarks:
    """What tells a notebook of one release: its id, and of its cells by name what is the course's.

    `checksums` are nbgrader's of the handout's cells, `texts` the code that students don't write.
    """

    id: str
    checksums: Mapping[str, str]
    texts: Mapping[str, str]

    def same_cells(self, other: "ReleaseMarks") -> bool:
        """Return whether two releases differ in nothing that a grade can depend on."""
        return (self.checksums, self.texts) == (other.checksums, other.texts)


@dataclass(frozen=True)
class MadeFrom:
    """The number of the release that a notebook was made from, by the order they were given in.

    `strange` names cells that come from none of them.
    """

    number: int = 0
    strange: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Handed:
    """What of a submission says where it comes from."""

    named: str = ""
    checksums: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    nameless: frozenset[str] = frozenset()

    def has(self, key: str, text: str) -> bool:
        """Return whether a cell of the course's is there as it was handed out."""
        return self.texts[key] == text if key in self.texts else text in self.nameless


def marks_of(released: bytes) -> ReleaseMarks:
    """Return the marks of a notebook as it was handed out; raises ValueError if it is none."""
    cells = _cells(released)
    read = [(read_cell(cell), cell) for cell in cells]
    ours = [(each, cell) for each, cell in read if each.key and _checksum(cell)]
    texts = {each.key: each.source.strip() for each, _ in ours if each.is_ours}
    return ReleaseMarks(
        release_id(released), {each.key: _checksum(cell) for each, cell in ours}, texts
    )


def made_from(notebook: bytes, releases: Sequence[ReleaseMarks]) -> MadeFrom:
    """Return which of the releases, the newest first, a notebook was made from.

    What can't be read is of the newest: grading says what is wrong with it.
    """
    try:
        handed = _handed(notebook)
    except (ValueError, RecursionError):
        return MadeFrom()
    named = next((n for n, each in enumerate(releases) if each.id == handed.named), None)
    if named is not None:
        return MadeFrom(named)
    votes = [_votes(handed, each) for each in releases]
    best = votes.index(max(votes))  # of several the newest
    strange = _strange(handed, releases[best])
    return MadeFrom(0, _strange(handed, releases[0]) or strange) if strange else MadeFrom(best)


def _votes(handed: _Handed, release: ReleaseMarks) -> int:
    """Return by how many cells more a submission is of a release than it isn't."""
    keys = {*release.checksums, *release.texts}
    return sum(1 if _agrees(handed, release, key) else -1 for key in keys)


def _agrees(handed: _Handed, release: ReleaseMarks, key: str) -> bool:
    checksum = handed.checksums.get(key)
    if checksum is not None and key in release.checksums:
        return checksum == release.checksums[key]
    return key in release.texts and handed.has(key, release.texts[key])


def _strange(handed: _Handed, release: ReleaseMarks) -> tuple[str, ...]:
    known = ((key, handed.checksums.get(key)) for key in release.checksums)
    return tuple(key for key, own in known if own and own != release.checksums[key])


def _handed(notebook: bytes) -> _Handed:
    """Return what a submission says of itself; raises ValueError and RecursionError."""
    found = _Handed(named_release(notebook))
    nameless = set()
    for cell in _cells(notebook):
        read, checksum = read_cell(cell), _checksum(cell)
        if checksum:
            found.checksums[read.key] = checksum
        if read.key:
            found.texts[read.key] = read.source.strip()
        nameless.add(read.source.strip())
    return _Handed(found.named, found.checksums, found.texts, frozenset(nameless))


def _cells(notebook: bytes) -> list[dict[str, Any]]:
    found = json.loads(notebook.decode("utf-8-sig"))
    cells = found.get("cells") if isinstance(found, dict) else None
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def _checksum(cell: Mapping[str, Any]) -> str:
    metadata = cell.get("metadata")
    flags = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    found = flags.get("checksum") if isinstance(flags, dict) else None
    return found if isinstance(found, str) else ""
