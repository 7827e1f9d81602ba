"""Where a proof is kept: beside the course's other results, under the hash of what it depends on.

Not beside the source notebook: nbgrader copies what lies there into the handout.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from autograder.engine.proof.record import Proof, Together
from autograder.engine.submission.keys import kit_key
from autograder.engine.submission.specification import Specification
from autograder.notebooks.cells import read_cell

# A folder for the proofs of all courses, in place of each course's own.
FOLDER_VARIABLE = "AUTOGRADER_PROOFS"
_FOLDER = Path(".autograder") / "proofs"
_MOST = 6  # of one notebook: another setting, or an earlier version of it
_PROOFS = msgspec.json.Decoder(Proof)


def proof_key(given: Specification, together: Together) -> str:
    """Return a hash of all that a proof depends on: handout, sources, files, the kit, the way."""
    cells = [read_cell(node) for node in given.handout["cells"]]
    ours = [
        [cell.key, "" if cell.solution else cell.source, cell.grade, cell.locked, cell.points]
        for cell in cells
        if cell.kind == "code"
    ]
    way = "always" if together is Together.ALWAYS else "needed"
    files = [_digests(given.sources), _digests(given.files)]
    parts = [kit_key(), way, given.assignment, given.notebook, ours, files]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}


def read_proof(root: Path, given: Specification, together: Together) -> Proof | None:
    """Return what was proved of this very material, None if nothing was."""
    key = proof_key(given, together)
    try:
        found = _PROOFS.decode(_path(root, given, key).read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None
    return found if found.key == key else None


def keep_proof(root: Path, given: Specification, proof: Proof) -> bool:
    """Keep a proof; return whether it could be: a course may be on a disk that is read-only."""
    path = _path(root, given, proof.key)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(msgspec.json.encode(proof))
        part.replace(path)
        if FOLDER_VARIABLE not in os.environ:
            _forget_old(path)
    except OSError:
        return False
    return True


def _forget_old(path: Path) -> None:
    stem = path.name.rpartition("-")[0]
    alike = [each for each in path.parent.glob("*.json") if each.name.rpartition("-")[0] == stem]
    for each in sorted(alike, key=lambda each: each.stat().st_mtime)[:-_MOST]:
        each.unlink(missing_ok=True)


def _path(root: Path, given: Specification, key: str) -> Path:
    shared = os.environ.get(FOLDER_VARIABLE)
    name = re.sub(r"[^\w.-]", "_", f"{given.assignment}-{given.notebook}")[:80]
    return (Path(shared) if shared else root / _FOLDER) / f"{name}-{key[:16]}.json"
