"""The kit's own lock file: which package is pinned, in which lines, and who asked for it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One pinned package of a lock file: its lines, and the packages that ask for it."""

    name: str
    text: str
    wanted_by: frozenset[str]


def entries(text: str) -> list[Entry]:
    """Return what a lock file pins: versions, markers of the system and hashes, no comments."""
    found = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
        name = re.match(r"[A-Za-z0-9._-]+", block)
        if name:
            lines = [line for line in block.splitlines() if not line.lstrip().startswith("#")]
            reasons = re.findall(r"#\s+(?:via )?([A-Za-z0-9][A-Za-z0-9._-]*)", block)
            wanted_by = frozenset(normal(each) for each in reasons)
            found.append(Entry(normal(name[0]), "\n".join(lines), wanted_by))
    return found


def normal(name: str) -> str:
    """Return a package's name as all spellings of it are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()
