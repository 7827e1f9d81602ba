"""What a JupyterHub needs to know of its courses, written as files that a person can read."""

import os
import shlex
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from autograder.course.files import shown, write_whole
from autograder.course.folders import CourseError
from autograder.findings import text
from autograder.instructors.hub.courses import Hub, can_be_written

SERVER = "jupyterhub-singleuser"  # comes with the package jupyterhub
_FOLDER, _FILE, _OF_ROOT = 0o755, 0o644, 0o600
_TEMPLATES = Path(__file__).with_name("written")
MARK = "hub-config"  # by this word a file is known to be ours
JUPYTERHUB, SET_UP = "jupyterhub_courses.py", "set-up.sh"
_FOR_PEOPLE = {"nbgrader_config.py": "nbgrader_config.py.jinja"}
_FOR_COURSES = {
    "nbgrader_config.py": "course_config.py.jinja",
    "jupyter_server_config.py": "jupyter_server_config.py.jinja",
}


@dataclass(frozen=True)
class Written:
    """The files that were written: settings for JupyterHub, and a script for root.

    `missing` says, in sentences, what the hub's servers will not find.
    """

    jupyterhub: Path
    set_up: Path
    missing: tuple[str, ...] = ()


def write_configuration(hub: Hub, source: Path, folder: Path, settings: Path) -> Written:
    """Write the settings of a hub's courses into a folder, which everybody may read.

    `source` is the file that lists them, `settings` the folder with this kit's settings of
    JupyterLab. What names people is root's alone. Raises CourseError for files of
    somebody else's in the way, and for a path that can't be written; OSError.
    """
    programs = Path(sys.executable).parent
    for path in (folder, settings, programs):
        if not can_be_written(path):
            raise CourseError(text("hub.bad-path", path=source, folder=path))
    render = _Render(hub=hub, source=source, folder=folder, settings=settings)
    texts = {
        Path(JUPYTERHUB): render(f"{JUPYTERHUB}.jinja"),
        Path(SET_UP): render(f"{SET_UP}.jinja"),
    }
    for name, template in _FOR_PEOPLE.items():
        texts[Path("people") / name] = render(template)
    for course in hub.courses:
        for name, template in _FOR_COURSES.items():
            texts[Path("courses") / course.name / name] = render(template, course=course)
    _must_be_ours(folder, texts)
    for path, written in texts.items():
        _make_open((folder / path).parent)
        write_whole(folder / path, written.encode(), _FILE if len(path.parts) > 1 else _OF_ROOT)
    missing = tuple(_missing(programs, folder, settings))
    return Written(folder / JUPYTERHUB, folder / SET_UP, missing)


def _make_open(folder: Path) -> None:
    """Make a folder, and those above it, that everybody may enter, whatever root's umask says."""
    if not folder.is_dir():
        _make_open(folder.parent)
        folder.mkdir()
        folder.chmod(_FOLDER)


def _missing(programs: Path, *folders: Path) -> Iterator[str]:
    if not os.access(programs / SERVER, os.X_OK):
        yield text("hub.no-server", programs=programs, name=SERVER)
    # The programs of an environment are links, often into a home.
    python = Path(sys.executable).resolve().parent
    for folder in dict.fromkeys((programs, python, *folders)):
        closed = [each for each in (folder, *folder.parents) if not _is_open(each)]
        if closed:
            yield text("hub.closed", folder=folder, closed=closed[-1])


def _is_open(folder: Path) -> bool:
    try:
        return bool(folder.stat().st_mode & stat.S_IXOTH)
    except OSError:
        return False


def _must_be_ours(folder: Path, names: Iterable[Path]) -> None:
    for path in (folder / name for name in names):
        if path.exists() and MARK not in path.read_text(encoding="utf-8", errors="replace"):
            raise CourseError(text("hub.not-ours", path=path))


class _Render:
    """Fills a template; all of them know the same values."""

    def __init__(self, **values: object) -> None:
        # Python and shell, not HTML: each value is written as a literal of its language.
        self._environment = Environment(  # noqa: S701
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            undefined=StrictUndefined,
        )
        self._environment.filters["python"] = lambda value: repr(_plain(value))
        self._environment.filters["shell"] = lambda value: shlex.quote(str(value))
        # In a comment: a line that ends early is read as a command.
        self._environment.filters["comment"] = lambda value: shown(str(value))
        programs = Path(sys.executable).parent
        said = text("hub.no-server", programs=programs, name=SERVER)
        self._environment.globals.update(programs=programs, no_server=said, **values)

    def __call__(self, template: str, **more: object) -> str:
        source = (_TEMPLATES / template).read_text(encoding="utf-8")
        return self._environment.from_string(source).render(**more)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Path) else value
