"""The language in force: what is said, what the course or the handout says, what the system says.

AUTOGRADER_LANGUAGE says it; a course's setting puts it there for all that it starts. A handout in
another language than English has a file language.txt beside it, which counts in a notebook's kernel
alone, and what was made in one language for students has it in the kit. The system's locale counts
on a student's computer, where the kit came without the instructors' part, and for what commands
tell whoever types them. English otherwise.
"""

import functools
import locale
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path

LANGUAGE = "AUTOGRADER_LANGUAGE"
# A folder with more languages than the kit brings along, each a folder by its name.
TRANSLATIONS = "AUTOGRADER_TRANSLATIONS"
ENGLISH = "en"
BESIDE = "language.txt"
# Beside a handout in another language, too: what its code shows, in that language and in English.
LABELS = "labels.json"
# In a notebook's metadata, the language of its handout.
HANDOUT_LANGUAGE = "autograder_language"
ABOUT = "language.toml"
# Fonts that come with the kit, where no system's can be asked, as in a browser tab.
FONTS, LICENCE = "autograder/plots/fonts", "OFL.txt"
_HERE = Path(__file__).parent
_OURS = _HERE / "translations"
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
_LONGEST_NAME = 20
_BOLD = ("600", "700", "bold", "semibold", "demibold", "demi", "heavy")
_TEXTS = ("leads_on", "jupyterlab")
_LISTS = ("fonts", "instructors", "pages")
_KERNELS = ("ipykernel.kernelapp", "pyodide_kernel")


@dataclass(frozen=True)
class About:
    """What a language says of itself: its name, its locales, its mark with {english} in it.

    One that matplotlib's own font can't write names `fonts` that can. `instructors` are the tables
    of instructors.toml that it has, and `pages` the templates of pages, where these are not all.
    `leads_on` stands in its notebooks before the name of the next one; `jupyterlab` is what
    JupyterLab calls it.
    """

    name: str
    locales: tuple[str, ...]
    untranslated: str
    fonts: tuple[str, ...] = ()
    instructors: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    leads_on: str = ""
    jupyterlab: str = ""

    def marked(self, english: str) -> str:
        """Return an English text, marked as such for a person who reads the language."""
        return self.untranslated.replace("{english}", english)

    def promised(self, messages: Mapping[str, str]) -> dict[str, str]:
        """Return which of the messages for instructors the language has, if it has the file."""
        own = self.instructors
        return {
            name: each
            for name, each in messages.items()
            if not own or name.partition(".")[0] in own
        }


def read_about(folder: Path) -> About | None:
    """Return what a folder says of its language, None if it holds none."""
    try:
        found = tomllib.loads((folder / ABOUT).read_text(encoding="utf-8"))
        locales = tuple(map(str, found["locales"]))
        lists = {each: tuple(map(str, found.get(each, ()))) for each in _LISTS}
        leads_on, jupyterlab = (str(found.get(each, "")) for each in _TEXTS)
        untranslated = str(found["untranslated"])
        return About(
            str(found["name"]),
            locales,
            untranslated,
            leads_on=leads_on,
            jupyterlab=jupyterlab,
            **lists,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


_within: ContextVar[str | None] = ContextVar("_within", default=None)
_follows: ContextVar[bool] = ContextVar("_follows", default=False)


@contextmanager
def following_the_system(follows: bool = True) -> Iterator[None]:
    """Within, the system's locale counts where nothing says a language: who reads it sits here."""
    token = _follows.set(follows)
    try:
        yield
    finally:
        _follows.reset(token)


def said_language() -> str:
    """Return the language that is said, whatever the system's is: for what others will read."""
    with following_the_system(False):
        return language()


@contextmanager
def speaking(name: str | None) -> Iterator[None]:
    """Within, a language is in force, '' for English; None leaves the one that is."""
    before = _within.set(_within.get() if name is None else _known(name))
    try:
        yield
    finally:
        _within.reset(before)


def in_english() -> AbstractContextManager[None]:
    """Within, English is said, whatever language is in force: where its letters can't be drawn."""
    return speaking("")


def fonts_of_language() -> tuple[str, ...]:
    """Return the fonts that can write the language in force, none if any font can."""
    folder = folder_of(language())
    about = read_about(folder) if folder else None
    return about.fonts if about else ()


@functools.lru_cache(maxsize=4)
def font_among(names: tuple[str, ...]) -> str:
    """Return the first of these fonts that matplotlib finds here, '' for none."""
    from matplotlib.font_manager import fontManager  # not before something is drawn

    for path in sorted((_HERE.parents[1] / FONTS).glob("*.otf")):
        fontManager.addfont(path)
    installed = {each.name: each for each in fontManager.ttflist}
    found = next((each for each in names if each in installed), "")
    bold = (each.name for each in fontManager.ttflist if str(each.weight) in _BOLD)
    if found and found not in bold:  # titles are bold: without one matplotlib warns each time
        fontManager.ttflist.append(replace(installed[found], weight=700))
    return found


def language() -> str:
    """Return the name of the language in force, '' for English."""
    if (within := _within.get()) is not None:
        return within
    said = os.environ.get(LANGUAGE)
    if said is not None:
        return _known(said)
    if os.environ.get("NBGRADER_EXECUTION"):  # the grader's language alone decides what is written
        return ""
    try:
        found = _by_itself(Path.cwd())
    except OSError:  # the folder is gone
        found = ""
    return found or (language_of_system() if _follows.get() else "")


def use_language(name: str) -> None:
    """Let what this process and those that it starts say be in a language, if none is said yet."""
    if name:
        os.environ.setdefault(LANGUAGE, name)


def language_tag() -> str:
    """Return the language in force as HTML names it."""
    return language() or ENGLISH


def known_language(said: object) -> str | None:
    """Return a language by its name, as 'zh' for zh_CN; None where there is no such."""
    return (_known(said) or None) if isinstance(said, str) else None


def folder_of(name: str) -> Path | None:
    """Return where a language's messages stand, None for English and what nobody has written."""
    return next((each / name for each in _places() if name and (each / name).is_dir()), None)


def languages() -> dict[str, About]:
    """Return all languages there are, by their names."""
    folders = [path for place in _places() for path in sorted(place.glob("*")) if path.is_dir()]
    return {path.name: about for path in folders if (about := read_about(path))}


def _places() -> Iterator[Path]:
    yield _OURS
    if more := os.environ.get(TRANSLATIONS):
        yield Path(more)


def _known(said: str) -> str:
    name = re.split(r"[-_.@]", said.strip()[:_LONGEST_NAME])[0].lower()
    return name if name.isalnum() and folder_of(name) else ""


@functools.lru_cache(maxsize=8)
def _by_itself(folder: Path) -> str:
    beside = _beside(folder) if _in_kernel() else ""
    return beside or _beside(_HERE) or ("" if _has_instructors_part() else language_of_system())


def _in_kernel() -> bool:
    """Return whether notebooks are run here: what a student hands in says nothing to a grader."""
    return any(name in sys.modules for name in _KERNELS)


def _beside(folder: Path) -> str:
    try:
        with (folder / BESIDE).open(encoding="utf-8") as file:
            return _known(file.read(_LONGEST_NAME))
    except (OSError, ValueError):
        return ""


def _has_instructors_part() -> bool:
    return (_HERE / "instructors.toml").is_file()


def language_of_learner(handout: str | None = None) -> str:
    """Return the language in which to speak to who learns here.

    It is the one that is said, else that of their `handout`, else the system's.
    """
    if (said := os.environ.get(LANGUAGE)) is not None:
        return _known(said)
    return handout or language_of_system()


def language_of_system() -> str:
    """Return the language that the system's locale means, '' for English and what nobody wrote."""
    named = next((os.environ[name] for name in _LOCALES if os.environ.get(name)), "")
    said = named or locale.getlocale()[0] or ""
    fitting = (
        name
        for name, about in languages().items()
        if any(re.match(rf"{re.escape(each)}(?![a-z])", said) for each in about.locales)
    )
    return next(fitting, "")
