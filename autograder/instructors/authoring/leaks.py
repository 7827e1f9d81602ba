"""Look for what students must not see, in handouts and in a finished bundle."""

import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from autograder.course.folders import CourseError, assignments, source_notebooks
from autograder.findings import text
from autograder.findings import text as say
from autograder.notebooks.cells import read_source_cells
from autograder.notebooks.marks import HIDDEN_TESTS, SOLUTION
from autograder.student_side import SHIPPED

# Shorter lines (`else:`, `loss = 0.0`) stand in any program and give nothing away.
_SHORTEST = 12
_REGIONS = (SOLUTION, HIDDEN_TESTS)
_COMMENT = re.compile(r"(^|\s)#.*$")


@dataclass(frozen=True)
class Leak:
    """A secret line that stands in a file for students."""

    path: Path
    line: int
    text: str
    source: str

    def __str__(self) -> str:
        return say(
            "leaks.line",
            path=self.path,
            line=self.line,
            source=self.source,
            value=self.text,
        )


def find_leaks(notebooks: Iterable[Path], folder: Path) -> list[Leak]:
    """Return every line under `folder` that is secret in one of the source notebooks.

    Each text file is read whole, a notebook with its outputs and metadata; white space and comments
    don't hide a line. Lines that also stand outside the secret regions are not secret.
    """
    secrets = secret_lines(notebooks)
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for number, line in enumerate(_lines_of(path), start=1):
            key = _essence(line)
            if key in secrets:
                found.append(Leak(path, number, line.strip(), secrets[key]))
    return found


def secret_lines(notebooks: Iterable[Path]) -> dict[str, str]:
    """Return the lines inside solution and hidden-test regions, each with where it stands."""
    secret: dict[str, str] = {}
    public: set[str] = set()
    for path in notebooks:
        for cell in read_source_cells(path):
            for line, hidden in _marked(cell.source.splitlines()):
                key = _essence(line)
                if not hidden:
                    public.add(key)
                elif len(key) >= _SHORTEST and not _is_name(key):
                    secret[key] = say("leaks.cell", stem=path.stem, id=cell.id)
    return {key: place for key, place in secret.items() if key not in public}


def _marked(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yield each line with whether it lies inside a secret region."""
    inside = False
    for line in lines:
        if any(begin in line for begin, _ in _REGIONS):
            inside = True
        elif any(end in line for _, end in _REGIONS):
            inside = False
        else:
            yield line, inside


def _lines_of(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix != ".ipynb":
        return text.splitlines()
    return [line for value in _strings(json.loads(text)) for line in value.splitlines()]


def _strings(value: object) -> Iterator[str]:
    """Yield every text in a notebook: sources, outputs, metadata."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _is_name(line: str) -> bool:
    """Return whether a line is a lone name in quotes, such as that of the graded function."""
    return line.rstrip(",").strip("\"'").isidentifier()


def _essence(line: str) -> str:
    """Return a line without comment and white space, so that neither hides it."""
    return "".join((_COMMENT.sub("", line) if "#" in line else line).split())


_MARKS = re.compile("|".join((*SOLUTION, *HIDDEN_TESTS)).encode())
# What only instructors import, as it stands in code.
_PRIVATE = re.compile(rb"\b(?:from|import)\s+autograder\.(?!" + "|".join(SHIPPED).encode() + rb")")


def refuse_leaks_in(folder: Path, root: Path, others: Collection[str] = ()) -> None:
    """Raise CourseError if a folder, or a wheel in it, holds a secret of the whole course.

    Not looked at are the folders `others` in it, by relative name: what other people have written.
    """
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="site-") as name:
        ours = Path(name).resolve() / "site"
        left_out = [folder / other for other in others]
        shutil.copytree(folder, ours, ignore=lambda place, names: _named(left_out, place, names))
        for wheel in sorted(ours.rglob("*.whl")):
            with zipfile.ZipFile(wheel) as opened:
                opened.extractall(wheel.with_suffix(""))
        found = _given_away(ours, root)
    if found:
        raise CourseError(text("leaks.bundle-refused", found="\n  ".join(found)))


def _named(paths: Collection[Path], place: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if Path(place) / name in paths]


def _given_away(folder: Path, root: Path) -> list[str]:
    found = [str(leak).replace(f"{folder}/", "") for leak in _secret_lines(folder, root)]
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        shown = path.relative_to(folder).as_posix()
        data = path.read_bytes()
        if _MARKS.search(data):
            found.append(text("leaks.marks", shown=shown))
        if path.suffix in {".py", ".ipynb"} and _PRIVATE.search(data):
            found.append(text("leaks.imports", shown=shown))
    return found


def refuse_leaks(archive: Path | BinaryIO, wanted: Mapping[str, bytes], root: Path) -> None:
    """Raise CourseError unless the zip holds what is wanted, and no secret of the whole course."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as name:
        folder = Path(name).resolve()
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        found = _given_away(folder, root)
        for path in files:
            shown = path.relative_to(folder).as_posix()
            if wanted.get(shown) != path.read_bytes():
                found.append(text("leaks.other-file", shown=shown))
        if found or len(files) != len(wanted):
            listed = "\n  ".join(found or [text("leaks.other-names")])
            raise CourseError(text("leaks.bundle-refused", found=listed))


def _secret_lines(folder: Path, root: Path) -> list[object]:
    sources = [path for name in assignments(root) for path in source_notebooks(name, root)]
    return list(find_leaks(sources, folder))
