"""What the student's process sees: its files and its environment."""

import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import autograder
from autograder.findings.language import LANGUAGE, TRANSLATIONS
from autograder.student_side import SHOWN

_INHERITED = ("LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONPATH", "LD_LIBRARY_PATH")
_OF_THE_KIT = ("AUTOGRADER_DATASETS", "AUTOGRADER_CIFAR10", LANGUAGE, TRANSLATIONS)
# One thread: a class is graded on all cores at once, and threads don't survive a fork.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def one_thread() -> dict[str, str]:
    """Return the variables that hold libraries of linear algebra to one thread."""
    return dict.fromkeys(_THREADS, "1")


# What arrays of up to 1 MB had is used again: from the kernel each page comes anew, and filled with
# zeros, at a microsecond or more.
_KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(2**20), "MALLOC_TRIM_THRESHOLD_": str(2**24)}


def environment(home: Path) -> dict[str, str]:
    """Return the variables; `home` is a scratch folder that the process may write to."""
    kept = {name: os.environ[name] for name in (*_INHERITED, *_OF_THE_KIT) if name in os.environ}
    return {
        **kept,
        **one_thread(),
        **_KEEP_MEMORY,
        "HOME": str(home),
        "TMPDIR": str(home),
        "IPYTHONDIR": str(home / ".ipython"),
        "MPLCONFIGDIR": str(home / ".matplotlib"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PATH": os.defpath,
        "PYTHONDONTWRITEBYTECODE": "1",
        "NBGRADER_EXECUTION": "autograde",
    }


def font_lists(home: Path) -> list[Path]:
    """Copy matplotlib's lists of fonts to the scratch folder: making one takes seconds."""
    folder = Path(os.environ.get("MPLCONFIGDIR") or Path.home() / ".cache" / "matplotlib")
    target = home / ".matplotlib"
    target.mkdir(exist_ok=True)
    return [Path(shutil.copy(path, target)) for path in sorted(folder.glob("fontlist-*.json"))]


# Of the system what programs need, by parts: elsewhere below /usr lies what people put there, such
# as nbgrader's exchange (/usr/local/share) and gradebooks.
_SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_PROGRAMS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32", "libexec")
_SHARED = ("fonts", "fontconfig", "locale", "i18n", "mime", "misc", "terminfo", "zoneinfo")
_PREFIXES = (Path("/usr"), Path("/usr/local"))
_SETTINGS = ("ld.so.cache", "alternatives", "fonts", "localtime", "ssl/certs")


@dataclass(frozen=True)
class View:
    """Paths that can be read, and paths below them that are hidden all the same.

    `hidden` holds the course's own folders and files; `shown` are folders or files that a course
    adds.
    """

    hidden: tuple[Path, ...] = ()
    shown: tuple[Path, ...] = field(default_factory=tuple)

    def layers(self) -> dict[Path, bool]:
        """Return what is laid over what, parents first: True shows a path, False hides it.

        What changes nothing is left out. What is shown wins where the same path is hidden.
        """
        package = _package()
        parts = [path for path in package.iterdir() if path.is_dir() and path.name not in SHOWN]
        shown = [*_system(), *needed_by_python(), *self.shown]
        shown += [*kit_shown(), *_translations()]
        wanted = dict.fromkeys((*self.hidden, *parts), False) | dict.fromkeys(shown, True)
        layers: dict[Path, bool] = {}
        for path in sorted(path for path in wanted if path.exists() or path.is_symlink()):
            above = next((layers[up] for up in path.parents if up in layers), False)
            if wanted[path] != above:
                layers[path] = wanted[path]
        return layers


def needed_by_python() -> list[Path]:
    """Return the folders of the interpreter and of its packages, as named and as resolved."""
    folders = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    folders |= {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    named = {Path(folder) for folder in folders if Path(folder).is_dir()}
    own = named | {path.resolve() for path in named}
    return sorted(own - set(_PREFIXES))  # of a system's Python, programs and libraries are shown


def kit_shown() -> list[Path]:
    """Return the parts of the kit that a student's process needs."""
    return [path for name in SHOWN if (path := _package() / name).exists()]


def kit_folders() -> list[Path]:
    """Return all folders of the kit: what the course's own code may see of it."""
    return [path for path in _package().iterdir() if path.is_dir()]


def _system() -> list[Path]:
    folders = [prefix / name for prefix in _PREFIXES for name in _PROGRAMS]
    folders += [prefix / "share" / name for prefix in _PREFIXES for name in _SHARED]
    settings = (Path("/etc") / name for name in _SETTINGS)
    return [*map(Path, _SYSTEM), *folders, *settings]


def _translations() -> list[Path]:
    more = os.environ.get(TRANSLATIONS)
    return [Path(more).resolve()] if more else []


def _package() -> Path:
    return Path(autograder.__file__).resolve().parent
