"""The students' zip: an allow-list, the same bytes each time, and never with a secret."""

import contextlib
import io
import json
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template

import autograder
from autograder.checks.fingerprints.prints_file import SUFFIX
from autograder.course.files import Unreadable, read_file, write_whole, zipped
from autograder.course.folders import (
    RELEASE_FOLDER,
    CourseError,
    assignments,
    source_notebooks,
)
from autograder.course.requirements import student_requirements
from autograder.findings import text
from autograder.findings import text as say
from autograder.findings.language import BESIDE, LABELS
from autograder.instructors.authoring.bundled_texts import readme, sentences
from autograder.instructors.authoring.leaks import refuse_leaks
from autograder.instructors.authoring.translated_release import release_in
from autograder.notebooks.cells import parse_cells
from autograder.student_side import Needed, needed_modules

KIT = Path(autograder.__file__).resolve().parents[1]
# Datasets that ship, each with the files that go with it.
DATASETS = {"fashion_mnist": ("LICENSE", "fashion_mnist_subset.npz")}
# What students read stands there; what instructors read stays at home.
MESSAGES = "autograder/findings/students.toml"
LANGUAGES = "autograder/findings/translations/*/"
# What tells the kit which language was handed out.
SPOKEN = f"autograder/findings/{BESIDE}"
TRANSLATED = ("language.toml", "messages.toml")
# What a notebook may show or read from its own folder, if its text names the file.
BESIDE_NOTEBOOKS = (".csv", ".gif", ".jpeg", ".jpg", ".npz", ".png", ".svg")
_TEMPLATES = Path(__file__).parent / "bundled"
_MOST_BYTES = 64 * 2**20

Contents = dict[str, bytes]


def contents(root: Path, names: Sequence[str], kit: Path = KIT, language: str = "") -> Contents:
    """Return the files of a bundle of some assignments of the course in `root`, by name.

    What is not the course's comes from the folder `kit`. With a `language` handouts, what checks
    say and the README are in that. Raises CourseError when an assignment isn't released or
    translated, or needs what is not for students.
    """
    unknown = [name for name in names if name not in assignments(root)]
    if unknown:
        raise CourseError(say("bundle.unknown", names=", ".join(unknown)))
    with handouts(root, names, language) as released:
        course = {
            path.relative_to(released).as_posix(): path for path in _course(root, released, names)
        }
        files = {f"{RELEASE_FOLDER}/{name}": _bytes(path) for name, path in course.items()}
    return files | _of_kit(files, names, kit, language)


@contextlib.contextmanager
def handouts(root: Path, names: Sequence[str], language: str) -> Iterator[Path]:
    """Within, there is a folder with the handouts in a language: '' is the course's own."""
    if not language:
        yield root / RELEASE_FOLDER
        return
    with tempfile.TemporaryDirectory(prefix="handouts-") as scratch:
        folder = Path(scratch).resolve()
        missing: list[str] = []
        release_in(root, names, language, missing.append, folder)
        if missing:
            raise CourseError("\n".join(missing))
        yield folder


def _course(root: Path, released: Path, names: Sequence[str]) -> Iterator[Path]:
    """Yield what of the handouts is for students."""
    notebooks = [path for name in names for path in _released(root, released, name)]
    yield from notebooks
    yield from _beside(notebooks)
    for name in names:
        beside = (released / name / each for each in (f"{name}{SUFFIX}", BESIDE, LABELS))
        yield from (path for path in beside if path.is_file())


def _pairs_in(files: Contents) -> dict[tuple[str, str], None]:
    lists = [data for name, data in files.items() if name.endswith(f"/{LABELS}")]
    return {(pair[0], pair[1]): None for data in lists for pair in json.loads(data)}


def labels_of(files: Contents) -> list[str]:
    """Return what the code of handouts in another language than English shows."""
    return [other for other, _ in _pairs_in(files)]


def labels_with_kit(files: Contents) -> Contents:
    """Return what the handouts' labels are in English as one file of the kit, if there are any."""
    pairs = _pairs_in(files)
    said = json.dumps(list(pairs), ensure_ascii=False).encode()
    return {f"autograder/plots/{LABELS}": said} if pairs else {}


def _of_kit(course: Contents, names: Sequence[str], kit: Path, language: str) -> Contents:
    """Return what the notebooks of a course need of the kit, and what is made for them."""
    texts = [
        (Path(name).name, cell.source)
        for name, data in course.items()
        if name.endswith(".ipynb")
        for cell in parse_cells(data)
        if cell.kind == "code"
    ]
    needed = needed_modules(kit / "autograder", texts)
    files = {path.relative_to(kit).as_posix(): path for path in needed.modules.values()}
    if any("data." in text or "autograder.data" in text for _, text in texts):
        files |= {
            f"datasets/{folder}/{name}": kit / "datasets" / folder / name
            for folder, listed in DATASETS.items()
            for name in listed
        }
    files |= {
        MESSAGES: kit / MESSAGES,
        "LICENSE": kit / "LICENSE",
        "start.py": _TEMPLATES / "start.py",
    }
    files |= {
        path.relative_to(kit).as_posix(): path
        for name in TRANSLATED
        for path in kit.glob(LANGUAGES + name)
    }
    files |= {f".vscode/{path.name}": path for path in (_TEMPLATES / "vscode").glob("*.json")}
    found = {name: _bytes(path) for name, path in sorted(files.items())}
    if language:
        found |= {SPOKEN: f"{language}\n".encode(), "start.json": sentences(language)}
    return found | _written(needed, names, kit, language)


def _released(root: Path, released: Path, name: str) -> Iterator[Path]:
    """Yield the student notebooks that come from the assignment's source, and no others."""
    for source in source_notebooks(name, root):
        path = released / name / source.name
        if not path.is_file():
            raise CourseError(say("bundle.not-released", path=path, name=name))
        yield path


def _beside(notebooks: Sequence[Path]) -> Iterator[Path]:
    """Yield pictures and tables beside the notebooks that these name."""
    for notebook in notebooks:
        text = notebook.read_text(encoding="utf-8")
        for path in sorted(notebook.parent.iterdir()):
            if path.suffix.lower() in BESIDE_NOTEBOOKS and path.name in text:
                yield path


def _written(needed: Needed, names: Sequence[str], kit: Path, language: str) -> Contents:
    """Return the files that are made: README, requirements and pyproject.toml."""
    own = tomllib.loads((kit / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = "\n".join(f"- `{RELEASE_FOLDER}/{name}/`" for name in names)
    first = f"{RELEASE_FOLDER}/{names[0]}"
    python = str(own["requires-python"]).removeprefix(">=")
    facts = {"assignments": listed, "first": first, "python": python, "version": own["version"]}
    pins = student_requirements(kit / "requirements.lock", needed.others)
    return {
        "README.md": Template(readme(language)).substitute(facts).encode(),
        "pyproject.toml": _filled("pyproject.toml", facts),
        "requirements.txt": pins.encode(),
    }


def _filled(name: str, facts: dict[str, str]) -> bytes:
    template = (_TEMPLATES / f"{name}.template").read_text(encoding="utf-8")
    return Template(template).substitute(facts).encode()


def _bytes(path: Path) -> bytes:
    try:
        data = read_file(path, _MOST_BYTES)
    except Unreadable as error:
        raise CourseError(say("bundle.not-read", path=path, reason=error.reason)) from error
    except OSError as error:
        raise CourseError(say("bundle.not-read", path=path, reason=error.strerror)) from error
    if path.suffix == ".ipynb":
        _must_be_json(path, data)
    return data


def _must_be_json(path: Path, data: bytes) -> None:
    try:
        json.loads(data)
    except ValueError as error:
        raise CourseError(
            say("bundle.not-read", path=path, reason=say("bundle.no-notebook"))
        ) from error


BUNDLES = "bundles"


def make_bundle(
    root: Path,
    names: Sequence[str],
    output: Path | None = None,
    kit: Path = KIT,
    language: str = "",
) -> tuple[Path, int]:
    """Write the students' zip of some assignments; return its path and the number of its files.

    Its place is `output`, else bundles/<name>.zip in the course folder (bundles/course.zip for
    several), with a `language` bundles/<name>-<language>.zip; all that it holds lies in one folder.
    `kit` is where checks and data come from. Raises CourseError, and leaves no file, when it would
    give away a line of a solution or of a hidden test, or can't be written.
    """
    names = list(dict.fromkeys(names))
    title = names[0] if len(names) == 1 else "course"
    title += f"-{language}" if language else ""
    path = output or root / BUNDLES / f"{title}.zip"
    files = contents(root, names, kit, language)
    wanted = {f"{title}/{name}": data for name, data in files.items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        archive = zipped(wanted)
        refuse_leaks(io.BytesIO(archive), wanted, root)
        write_whole(path, archive)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CourseError(text("bundle.not-written", path=path, reason=reason)) from error
    return path, len(wanted)
