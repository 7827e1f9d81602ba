"""Put a site together, look through it, and only then let it take its place."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import autograder
from autograder.checks.fingerprints.prints_file import SUFFIX
from autograder.course.files import remove_folder
from autograder.course.folders import RELEASE_FOLDER, CourseError
from autograder.findings import text
from autograder.findings.language import ENGLISH, speaking
from autograder.instructors.authoring.bundle import (
    KIT,
    SPOKEN,
    Contents,
    contents,
    labels_of,
    labels_with_kit,
)
from autograder.instructors.authoring.leaks import refuse_leaks_in
from autograder.instructors.authoring.site import jupyterlite
from autograder.instructors.authoring.site.fonts import PictureFont, fonts_for
from autograder.instructors.authoring.site.pages import MANIFEST, Edition, write_pages
from autograder.instructors.authoring.site.policy import forget_default_host, protect
from autograder.instructors.authoring.site.pyodide import (
    AT_ONCE,
    CDN,
    CDN_HOST,
    LEFT_OUT,
    LOCK,
    packages_for,
)
from autograder.instructors.authoring.site.wheels import Wheel, installed_wheel, wheel_of
from autograder.notebooks.cells import parse_cells
from autograder.notebooks.release_id import release_id, with_release_id
from autograder.student_side import required_imports

FROM_CDN = "cdn"
_WEB = Path(__file__).parent / "web"
# A wheel's address, from where JupyterLite's worker stands: extensions/ORGANIZATION/NAME/static/.
_FROM_WORKER = "../../../../pypi"
_HANDOUTS = "autograder/checks/fingerprints/handouts"
_AUTOSAVE_SECONDS = 10
_KIT_WHEEL, _DATA_WHEEL = "linear_classifier_kit", "linear_classifier_data"


@dataclass(frozen=True)
class Site:
    """A site that was written: its folder, how many files it has, and their bytes.

    `fonts` are those that come along for labels in pictures, by language; None where none is here.
    """

    folder: Path
    files: int
    size: int
    fonts: Mapping[str, PictureFont | None] = field(default_factory=dict)


def make_site(
    root: Path,
    names: Sequence[str],
    output: Path,
    pyodide: str,
    kit: Path = KIT,
    spoken: Sequence[str] = ("",),
) -> Site:
    """Write the site of some assignments of the course in `root` into the folder `output`.

    `pyodide` is the folder of a Pyodide distribution, or "cdn"; `spoken` are the languages that it
    has, '' for English, of which the first one opens. What may be in it is what a
    bundle may have. Raises CourseError, and leaves what was there, when something is missing, it
    would give away a secret, or `output` is a folder with something else.
    """
    _must_be_free(output)
    names = list(dict.fromkeys(names))
    editions = {each: contents(root, names, kit, each) for each in spoken}
    fonts = fonts_for({each: labels_of(files) for each, files in editions.items()})
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=output.parent, prefix=".site-") as scratch:
            made = _build(Path(scratch).resolve(), editions, pyodide, fonts)
            refuse_leaks_in(made, root, list(_others(made)))
            _replace(made, output)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CourseError(text("site.not-written", path=output, reason=reason)) from error
    found = [path for path in output.rglob("*") if path.is_file()]
    return Site(output, len(found), sum(path.stat().st_size for path in found), fonts)


def _others(made: Path) -> Iterator[str]:
    """Yield what JupyterLite and Pyodide have written, which holds no secret of a course."""
    yield from ("build", "extensions/@jupyterlite")
    for path in (made / "static" / "pyodide").glob("*"):
        if path.name.split("-")[0] not in (_KIT_WHEEL, _DATA_WHEEL):
            yield path.relative_to(made).as_posix()


def _must_be_free(output: Path) -> None:
    """Raise CourseError for a folder that holds anything but an earlier site.

    A checkout that a site was copied into holds more than that: its history would be gone.
    """
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise CourseError(text("site.other-folder", path=output))
    if (output / ".git").exists():
        raise CourseError(text("site.checkout", path=output))
    if output.is_dir() and any(output.iterdir()) and not (output / MANIFEST).is_file():
        raise CourseError(text("site.other-folder", path=output))


def _build(
    scratch: Path,
    all_files: Mapping[str, Contents],
    pyodide: str,
    fonts: Mapping[str, PictureFont | None],
) -> Path:
    lite, course, made = (scratch / name for name in ("lite", "course", "made"))
    files = next(iter(all_files.values()))
    editions = [
        _edition(course, language, each, alone=each is files)
        for language, each in all_files.items()
    ]
    wheels = [*_own_wheels(all_files, fonts), installed_wheel("comm")]
    host, settings = CDN_HOST, _from_cdn(wheels)
    lite.mkdir()
    if pyodide == FROM_CDN:
        _write_wheels(lite / "pypi", wheels)
    else:
        host, wheels = "", [*wheels, *jupyterlite.kernel_wheels(), wheel_of(LEFT_OUT, "0", {})]
        _copy_pyodide(lite / "static" / "pyodide", Path(pyodide), _imported(files), wheels)
        settings = {"packages": [*AT_ONCE, *(wheel.title for wheel in wheels)]}
    with speaking(next(iter(all_files))):
        overrides = json.dumps(_labs_settings())
        asked = _settings(settings, host)
    (lite / "overrides.json").write_text(overrides, encoding="utf-8")
    jupyterlite.build(lite, course, made, asked, [_WEB / "extension"])
    if not host:
        forget_default_host(made)
    write_pages(made, editions, host)
    protect(made, host)
    return made


def _own_wheels(
    editions: Mapping[str, Contents], fonts: Mapping[str, PictureFont | None]
) -> list[Wheel]:
    """Return the wheels of the kit's student side with all fingerprints, and of its data."""
    files = next(iter(editions.values()))
    kit = {name: data for name, data in files.items() if name.startswith("autograder/")}
    if len(editions) > 1:  # the file beside a notebook tells
        kit.pop(SPOKEN, None)
    for language, its in editions.items():
        font = fonts.get(language)
        kit |= font.files(language) if font else {}
        kit |= labels_with_kit(its)
        for name, data in its.items():
            if name.endswith(SUFFIX):
                stem = Path(name).name.removesuffix(SUFFIX)
                kit[f"{_HANDOUTS}/{stem}{f'.{language}' if language else ''}{SUFFIX}"] = data
    found = [wheel_of(_KIT_WHEEL, autograder.__version__, kit)]
    sets = {name: each for name, each in files.items() if name.startswith("datasets/")}
    return found + ([wheel_of(_DATA_WHEEL, "1", sets)] if sets else [])


def _edition(course: Path, language: str, files: Contents, *, alone: bool) -> Edition:
    """Write what students see in the list of files: notebooks, and what these show."""
    within = "" if alone else language or ENGLISH
    folder = course / within if within else course
    for name, data in files.items():
        place = name.removeprefix(f"{RELEASE_FOLDER}/")
        if place != name and not name.endswith(SUFFIX):
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(with_release_id(data) if path.suffix == ".ipynb" else data)
    return Edition(language, folder, _handouts(files, within), within)


def _handouts(files: Contents, within: str) -> dict[str, str]:
    above = f"{within}/" if within else ""
    return {
        above + name.removeprefix(f"{RELEASE_FOLDER}/"): release_id(data)
        for name, data in files.items()
        if name.endswith(".ipynb")
    }


def _write_wheels(folder: Path, wheels: Iterable[Wheel]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for wheel in wheels:
        (folder / wheel.name).write_bytes(wheel.data)


def _copy_pyodide(
    folder: Path, source: Path, imported: Iterable[str], wheels: Sequence[Wheel]
) -> None:
    packages = packages_for(source.expanduser().resolve(), imported, wheels)
    _write_wheels(folder, wheels)
    for path in packages.files:
        shutil.copy(path, folder)
    (folder / LOCK).write_bytes(packages.lock)


def _imported(files: Contents) -> set[str]:
    """Return the top names of all that the student's side and the notebooks import."""
    found: set[str] = set()
    for name, data in files.items():
        if name.startswith("autograder/") and name.endswith(".py"):
            found |= {each.split(".")[0] for each in required_imports(data.decode())}
        elif name.endswith(".ipynb"):
            code = (cell.source for cell in parse_cells(data) if cell.kind == "code")
            found |= {each.split(".")[0] for source in code for each in required_imports(source)}
    return found - {"autograder"}


def _from_cdn(wheels: Iterable[Wheel]) -> dict[str, Any]:
    """Return what Pyodide loads where the lock is another's: our wheels by their addresses."""
    return {"packages": [*AT_ONCE, *(f"{_FROM_WORKER}/{wheel.name}" for wheel in wheels)]}


def _settings(pyodide: dict[str, Any], host: str) -> dict[str, Any]:
    """Return what JupyterLite is told: where Python is, and that it looks nowhere else."""
    kernel: dict[str, Any] = {"disablePyPIFallback": True, "loadPyodideOptions": pyodide}
    if host:
        kernel["pyodideUrl"] = CDN
    return {
        "appName": text("site-page.title"),
        "litePluginSettings": {jupyterlite.KERNEL_SETTINGS: kernel},
    }


def _labs_settings() -> Mapping[str, Any]:
    """Return JupyterLab's settings: it saves often, and has a button that makes a file."""
    button = {
        "name": "save-my-work",
        "command": "course:save-my-work",
        "label": text("site-page.save"),
        "rank": 1,
    }
    return {
        "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": _AUTOSAVE_SECONDS},
        "@jupyterlab/notebook-extension:panel": {"toolbar": [button]},
        # Cells out of sight are there, too: for a browser's search, and for screen readers.
        "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    }


def _replace(made: Path, output: Path) -> None:
    """Let the new folder take the place of the old one, which is there until then."""
    made.chmod(0o755)
    if not output.exists():
        made.rename(output)
        return
    earlier = made.with_name("earlier")
    output.rename(earlier)
    try:
        made.rename(output)
    except BaseException:
        earlier.rename(output)
        raise
    remove_folder(earlier)
