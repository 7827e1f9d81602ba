"""The start page of a course: which notebooks there are, in which order, how to work on them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment

from autograder.course.files import Unreadable
from autograder.findings import page
from autograder.findings.language import languages
from autograder.notebooks.cells import Cell, read_cells

PAGE = "start.md"
# By this line a page is known to be ours: one that a person wrote is never replaced.
MARK = "<!-- Made by `autograder lab` from the notebooks; it is written anew each time. -->"
_TEMPLATE = Path(__file__).with_name("start.md.jinja")
_TITLE = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.MULTILINE)
_SECTION = re.compile(r"^##\s+\d+\s*·\s*(.+?)\s*#*\s*$", re.MULTILINE)
# The space behind a full-width mark is within it.
_AFTER_MARK = re.compile("(?<=[\u3002\uff01\uff1f\uff1b\uff1a]) ")
_LEADS_ON = r"(?:\bNext: {others})\*\*([^*]+)\*\*"


@dataclass(frozen=True)
class Notebook:
    """What the start page says of a notebook; `follows` names those that lead to it."""

    name: str
    path: str
    title: str
    about: str
    sections: tuple[str, ...]
    points: float
    by_hand: float
    leads_to: tuple[str, ...]
    problem: str = ""
    follows: tuple[str, ...] = ()


def start_page(folder: Path, to_check: bool = False) -> str:
    """Return the start page, in Markdown, for the assignments in `folder`.

    `to_check` says that `autograder check` works here: it needs the course's own notebooks.
    """
    # Markdown, not HTML: what is put in are the course's own texts, which are Markdown as well.
    environment = Environment(trim_blocks=True, autoescape=False)  # noqa: S701
    template = environment.from_string(page(_TEMPLATE.read_text(encoding="utf-8")))
    return template.render(mark=MARK, notebooks=notebooks(folder), to_check=to_check)


def write_start_page(folder: Path, to_check: bool = False) -> Path:
    """Write the start page into `folder` unless it is there already, or a person wrote one.

    Raises OSError when the folder can't be written.
    """
    path = folder / PAGE
    there = path.read_text(encoding="utf-8", errors="replace") if path.exists() else MARK
    text = start_page(folder, to_check)
    if there.startswith(MARK) and there != text:
        path.write_text(text, encoding="utf-8")
    return path


def notebooks(folder: Path) -> list[Notebook]:
    """Return the notebooks of all assignments in `folder`, in the order to work on them.

    Each comes after those that say *Next: **its name*** ; the others by name.
    """
    found = [_look_at(path, folder) for path in sorted(folder.glob("*/*.ipynb"))]
    return _in_order(found)


def _look_at(path: Path, folder: Path) -> Notebook:
    place = quote(path.relative_to(folder).as_posix())
    name = path.stem if path.stem == path.parent.name else f"{path.parent.name}/{path.stem}"
    try:
        cells = read_cells(path)
    except Unreadable as error:
        return Notebook(name, place, name, "", (), 0.0, 0.0, (), str(error))
    prose = [cell.source for cell in cells if cell.kind == "markdown" and not cell.solution]
    title = _TITLE.search(prose[0]) if prose else None
    return Notebook(
        name=name,
        path=place,
        title=title[1] if title else name,
        about=_about(prose[0]) if title else "",
        sections=tuple(_SECTION.findall("\n".join(prose))),
        points=sum(cell.points for cell in cells if cell.is_test),
        by_hand=_by_hand(cells),
        leads_to=tuple(_leads_on().findall("\n".join(prose))),
    )


def _leads_on() -> re.Pattern[str]:
    """Return what names the next notebook, whatever language a notebook is in."""
    said = (about.leads_on for about in languages().values())
    others = "".join(f"|{re.escape(each)}" for each in said if each)
    return re.compile(_LEADS_ON.format(others=others))


def _about(first: str) -> str:
    """Return the paragraphs below the title as one."""
    return _AFTER_MARK.sub("", " ".join(_TITLE.sub("", first, count=1).split()))


def _by_hand(cells: Iterable[Cell]) -> float:
    return sum(cell.points for cell in cells if cell.grade and not cell.is_test)


def _in_order(found: Sequence[Notebook]) -> list[Notebook]:
    """Return the notebooks so that each comes after those that lead to it, then the lone ones."""
    by_name = {each.name: each for each in found}
    before = {name: [o.name for o in found if name in o.leads_to] for name in by_name}
    try:
        order = list(TopologicalSorter(before).static_order())
    except CycleError:  # no first one: then there is no order but that of the names
        order = list(by_name)
    linked = [name for name in order if before[name] or by_name.keys() & by_name[name].leads_to]
    lone = [name for name in by_name if name not in linked]
    return [replace(by_name[name], follows=tuple(before[name])) for name in [*linked, *lone]]
