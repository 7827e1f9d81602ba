"""What a zip holds of an assignment, as JSON: everything that grading needs, and nothing else."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.grading.grade.material import OutputRules, Specification
from autograder.grading.running.settings import Settings
from autograder.grading.sandbox.isolation import Isolation
from autograder.grading.sandbox.limits import Limits
from autograder.grading.sandbox.view import View
from autograder.grading.submission.files import Files

FILE = "hidden/assignment.json"


@dataclass(frozen=True)
class Packed:
    """An assignment to grade: its notebooks, files to leave out, and what students get to see."""

    given: dict[str, Specification]
    ignore: tuple[str, ...] = ()
    visibility: str = "visible"

    def to_text(self) -> str:
        """Return it as JSON, the same each time; no path of this machine is in it."""
        data = {
            "notebooks": [_to_json(each) for each in self.given.values()],
            "ignore": list(self.ignore),
            "visibility": self.visibility,
        }
        return json.dumps(data, indent=1, sort_keys=True) + "\n"


def read_packed(text: str, isolation: Isolation, hidden: Sequence[Path]) -> Packed:
    """Return what `to_text` wrote, to be graded here; students' code must not see `hidden`."""
    data = json.loads(text)
    read = (_read(each, isolation, hidden) for each in data["notebooks"])
    given = {each.notebook: each for each in read}
    return Packed(given, tuple(data["ignore"]), data["visibility"])


def _to_json(given: Specification) -> dict[str, Any]:
    settings = given.settings
    return {
        "assignment": given.assignment,
        "notebook": given.notebook,
        "handout": given.handout,
        "limits": asdict(settings.limits),
        "asked": sorted(settings.asked),
        "modules": list(settings.modules),
        "files": _encoded(given.files),
        "sources": _encoded(given.sources),
        "theirs": sorted(given.theirs),
        "rules": asdict(given.rules),
    }


def _read(data: dict[str, Any], isolation: Isolation, hidden: Sequence[Path]) -> Specification:
    settings = Settings(
        limits=Limits(**data["limits"]),
        isolation=isolation,
        view=View(hidden=tuple(hidden)),
        asked=frozenset(data["asked"]),
        modules=tuple(data["modules"]),
    )
    return Specification(
        assignment=data["assignment"],
        notebook=data["notebook"],
        handout=data["handout"],
        settings=settings,
        files=_decoded(data["files"]),
        sources=_decoded(data["sources"]),
        theirs=frozenset(data["theirs"]),
        rules=OutputRules(**data["rules"]),
    )


def _encoded(files: Files) -> dict[str, str]:
    return {name: base64.b64encode(data).decode() for name, data in files.items()}


def _decoded(files: Mapping[str, str]) -> Files:
    return {name: base64.b64decode(data) for name, data in files.items()}
