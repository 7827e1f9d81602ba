"""`autograder lab`: JupyterLab on the course's start page."""

import importlib.util
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn
from urllib.parse import quote

import typer

from autograder.commandline.options import LanguageOption
from autograder.course.folders import SOURCE_FOLDERS, CourseError
from autograder.course.lab_menus import settings_in_language
from autograder.findings import text
from autograder.findings.language import (
    ENGLISH,
    LANGUAGE,
    known_language,
    language_of_learner,
)
from autograder.gradebook import prefer_this_environment
from autograder.instructors.authoring.start_page import PAGE, write_start_page
from autograder.instructors.authoring.translated_release import release_in, translated_folder
from autograder.notebooks.translation import translated_assignments

# Where students' notebooks lie: the kit's name for nbgrader's release folder, then nbgrader's.
STUDENT_FOLDERS = ("assignments", "release")
# Settings that a person can change: a page opens as a page, no question about news; for students
# no formgrader and no editor of assignments.
SETTINGS = Path(__file__).parent / "jupyter"
HUB_PREFIX, HUB_SERVICE = "JUPYTERHUB_SERVICE_PREFIX", "JUPYTERHUB_SERVICE_NAME"

BrowserOption = Annotated[
    bool, typer.Option("--browser/--no-browser", help="Open a browser, or only say the address.")
]
PortOption = Annotated[
    int | None, typer.Option(min=1, max=65535, help="By default 8888 or the next that is free.")
]
InstructorOption = Annotated[
    bool, typer.Option("--instructor", help="Show the whole course, with nbgrader's formgrader.")
]
MoreArgument = Annotated[
    list[str] | None, typer.Argument(help="After --, options for JupyterLab itself.")
]


@dataclass(frozen=True)
class Place:
    """A course folder, and in it the folder of the students' notebooks."""

    root: Path
    assignments: Path

    @property
    def has_sources(self) -> bool:
        """Whether the instructor's notebooks are there, too."""
        return any((self.root / name).is_dir() for name in SOURCE_FOLDERS)

    def shown(self, instructor: bool) -> Path:
        """Return the folder that JupyterLab shows."""
        return self.root if instructor else self.assignments


def lab(
    browser: BrowserOption = True,
    port: PortOption = None,
    instructor: InstructorOption = False,
    language: LanguageOption = "",
    more: MoreArgument = None,
) -> None:
    """Open JupyterLab on the course's start page.

    The page lists the notebooks in their order. Ctrl-C ends JupyterLab. In a terminal on a
    JupyterHub, where JupyterLab runs already, it writes the page and says where it is.

    Where the course has the system's language, page and notebooks are in that, in a folder of
    their own, such as assignments-zh; --language says another, and en English. JupyterLab's menus
    follow, where its language pack is installed.

    Example: autograder lab --no-browser --port 8900
    """
    on_hub = HUB_PREFIX in os.environ
    try:
        place = find_place(Path.cwd(), fetched=on_hub)
        if not on_hub:
            _must_be_startable(port)
        if not instructor:
            place = in_language(place, language)
        page = _start_page(place)
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if on_hub:
        typer.echo(text("lab-command.on-hub", address=address_on_hub(page or place.assignments)))
        return
    typer.echo(text("lab-command.starting", assignments=place.assignments))
    words = words_for(place, page, instructor) + ([] if browser else ["--no-browser"])
    if port:
        words += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    _become_jupyterlab(place, instructor, [*words, *(more or ())])


def find_place(start: Path, fetched: bool = False) -> Place:
    """Return the nearest course at or above `start` that has notebooks for students.

    Where they are `fetched` by nbgrader, `start` may hold them itself. Raises CourseError when
    there is none.
    """
    for folder in (start, *start.parents):
        for name in STUDENT_FOLDERS:
            if any((folder / name).glob("*/*.ipynb")):
                return Place(folder.resolve(), (folder / name).resolve())
    if fetched and any(start.glob("*/*.ipynb")):
        return Place(start.resolve(), start.resolve())
    raise CourseError(text("lab-command.no-notebooks", start=start))


def in_language(place: Place, asked: str) -> Place:
    """Return the place of the handouts in the language that is asked for, else the system's.

    Those that the course has a translation of and that aren't there yet are written; what is there
    may be a person's work, and stays. What is said from now on is in that language. Raises
    CourseError for one that nobody has, if it is asked for.
    """
    name = known_language(asked) or ("" if asked else language_of_learner())
    folder = translated_folder(place.root, name)
    names = translated_assignments(place.root, name) if name and place.has_sources else []
    there = bool(name) and (bool(names) or any(folder.glob("*/*.ipynb")))
    if asked and not there and asked != ENGLISH:
        raise CourseError(text("lab-command.no-language", language=asked))
    if asked or there:
        os.environ[LANGUAGE] = name if there else ""
    if not there:
        return place
    release_in(place.root, [each for each in names if not (folder / each).exists()], name)
    return Place(place.root, folder)


def address_on_hub(path: Path) -> str:
    """Return where a person's server on a JupyterHub, or a course's, shows a file or folder.

    It shows that person's home, and of a course its folder, in which it was started.
    """
    service = os.environ.get(HUB_SERVICE)
    shown = (
        next((up for up in path.parents if up.name == service), None) if service else Path.home()
    )
    inside = shown and path.is_relative_to(shown)
    tree = f"/tree/{quote(path.relative_to(shown).as_posix())}" if shown and inside else ""
    return f"{os.environ[HUB_PREFIX]}lab{tree}"


def words_for(place: Place, page: Path | None, instructor: bool) -> list[str]:
    """Return JupyterLab's options: what it shows, and what it opens first."""
    shown = place.shown(instructor)
    opens = f"/tree/{page.relative_to(shown).as_posix()}" if page else ""
    return [f"--ServerApp.root_dir={shown}", f"--LabApp.default_url=/lab{opens}"]


def _must_be_startable(port: int | None) -> None:
    if importlib.util.find_spec("jupyterlab") is None:
        raise CourseError(text("lab-command.not-installed"))
    if port and not _is_free(port):
        raise CourseError(text("lab-command.port-in-use", port=port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(os.name != "nt"))
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _start_page(place: Place) -> Path | None:
    """Return the page, None (with a word about it) where it can't be written."""
    try:
        return write_start_page(place.assignments, place.has_sources)
    except OSError as error:
        there = place.assignments / PAGE
        typer.echo(
            text("lab-command.no-start-page", there=there, strerror=error.strerror), err=True
        )
        return there if there.is_file() else None


def _become_jupyterlab(place: Place, instructor: bool, words: list[str]) -> NoReturn:
    """Run JupyterLab in this process: it takes signals, and asks before it ends."""
    prefer_this_environment()  # `autograder` works in its terminals, activated or not
    settings = ["everyone"] if instructor else ["student", "everyone"]
    paths = [*map(str, settings_in_language()), *(str(SETTINGS / name) for name in settings)]
    paths.append(os.environ.get("JUPYTER_CONFIG_PATH", ""))
    paths.append(str(place.root))  # nbgrader finds the course's nbgrader_config.py there
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    os.chdir(place.shown(instructor))  # where nbgrader's list of assignments looks for them
    from jupyterlab.labapp import LabApp  # type: ignore[import-untyped]

    LabApp.launch_instance(words)
    raise typer.Exit
