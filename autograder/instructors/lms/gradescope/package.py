"""What the zip for Gradescope holds: the kit's files and the assignment."""

import base64
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import autograder
from autograder.course.files import Files
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.limits import Limits
from autograder.engine.sandbox.view import View
from autograder.engine.submission.handout_names import with_names
from autograder.engine.submission.specification import OutputRules, Settings, Specification
from autograder.findings import text
from autograder.student_side import FOR_NOTEBOOKS, closure

# What the zip runs: its own program, the worker that grades, the process in the sandbox, and what
# notebooks import. Nothing else of the kit is needed to grade one submission.
_RUN = (
    "autograder.instructors.lms.gradescope.__main__",
    "autograder.engine.workers.__main__",
    "autograder.engine.agent.__main__",
    "autograder.judging",
    *(f"autograder.{name}" for name in FOR_NOTEBOOKS),
)
_DATA_BESIDE = (".npz", ".toml")
SCRIPTS = ("run_autograder", "setup.sh")
_DATASETS = ("fashion_mnist", "spiral")
_DATA_FILES = (".npz", ".md")


def kit_files() -> dict[str, bytes]:
    """Return the scripts, and the kit's code and data, by their names in the zip."""
    package = Path(autograder.__file__).resolve().parent
    here = Path(__file__).parent
    found = {name: (here / name).read_bytes() for name in SCRIPTS}
    for path in _code(package):
        found[f"kit/autograder/{path.relative_to(package).as_posix()}"] = path.read_bytes()
    for name, data in _datasets():
        found[f"kit/datasets/{name}"] = data
    return found | {"README.txt": text("gradescope.readme").encode()}


def _code(package: Path) -> set[Path]:
    """Return the modules that grading needs, and the data that lie beside them."""
    modules = set(closure(package, _RUN).modules.values())
    folders = {path.parent for path in modules}
    beside = (path for folder in folders for path in folder.iterdir())
    spoken = (package / "findings" / "translations").glob("*/*.toml")
    return modules | {path for path in beside if path.suffix in _DATA_BESIDE} | set(spoken)


def _below(path: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    if path.is_file():
        yield path
    for each in sorted(path.rglob("*")) if path.is_dir() else ():
        if each.is_file() and each.suffix in suffixes:
            yield each


def _datasets() -> Iterator[tuple[str, bytes]]:
    """Yield the datasets that ship with the kit; a course may have none."""
    beside = Path(autograder.__file__).resolve().parents[1] / "datasets"
    folder = Path(os.environ.get("AUTOGRADER_DATASETS") or beside)
    for name in _DATASETS:
        for path in _below(folder / name, _DATA_FILES):
            yield path.relative_to(folder).as_posix(), path.read_bytes()


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
        "modules": list(settings.modules),
        "files": _encoded(given.files),
        "sources": _encoded(given.sources),
        "may_overwrite": sorted(given.may_overwrite),
        "rules": asdict(given.rules),
        "places": dict(given.places),  # what was proved travels with the zip, and isn't made there
        "translated": dict(given.translated),
    }


def _read(data: dict[str, Any], isolation: Isolation, hidden: Sequence[Path]) -> Specification:
    settings = Settings(
        limits=Limits(**data["limits"]),
        isolation=isolation,
        view=View(hidden=tuple(hidden)),
        modules=tuple(data["modules"]),
    )
    found = Specification(
        assignment=data["assignment"],
        notebook=data["notebook"],
        handout=data["handout"],
        settings=settings,
        files=_decoded(data["files"]),
        sources=_decoded(data["sources"]),
        may_overwrite=frozenset(data["may_overwrite"]),
        rules=OutputRules(**data["rules"]),
        places=data["places"],
        translated=data["translated"],
    )
    return with_names(found)


def _encoded(files: Files) -> dict[str, str]:
    return {name: base64.b64encode(data).decode() for name, data in files.items()}


def _decoded(files: Mapping[str, str]) -> Files:
    return {name: base64.b64decode(data) for name, data in files.items()}
