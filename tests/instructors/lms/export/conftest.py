"""A class's gradebook, and what an export makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.instructors.lms.export.exporter import LmsExporter
from autograder.instructors.lms.export.fill import Filled
from autograder.instructors.lms.platforms.canvas import CanvasExporter
from autograder.instructors.lms.platforms.moodle import MoodleExporter
from tests.instructors.lms.export.classbook import HW1, ClassBook


@dataclass(frozen=True)
class Exported:
    """The file's bytes, and what was told."""

    data: bytes
    filled: Filled

    @property
    def told(self) -> str:
        """All notices, one a line."""
        return "\n".join(self.filled.notices)


Export = Callable[..., Exported]


@pytest.fixture(scope="session")
def new_book(tmp_path_factory: pytest.TempPathFactory) -> ClassBook:
    """Return the gradebook of a class; to be copied."""
    made = ClassBook(tmp_path_factory.mktemp("book"))
    made.make()
    return made


@pytest.fixture
def book(new_book: ClassBook, tmp_path: Path) -> ClassBook:
    """Return the gradebook of a class for one test; nobody has handed in anything."""
    return new_book.copy(tmp_path)


def _exporting(kind: type[LmsExporter], book: ClassBook) -> Export:
    def export(template: str | bytes | None = None, **settings: Any) -> Exported:
        target = book.folder / "out.csv"
        if template is not None:
            path = book.folder / "template.csv"
            path.write_bytes(template.encode() if isinstance(template, str) else template)
            settings["template"] = str(path)
        settings = {"assignment": [HW1], "to": str(target), **settings}
        with book.open() as gradebook:
            filled = kind(**settings).write(gradebook)
        return Exported(target.read_bytes(), filled)

    return export


@pytest.fixture
def canvas(book: ClassBook) -> Export:
    """Return what exports the class for Canvas, into a template if one is given."""
    return _exporting(CanvasExporter, book)


@pytest.fixture
def moodle(book: ClassBook) -> Export:
    """Return what exports the class for Moodle, into a template if one is given."""
    return _exporting(MoodleExporter, book)
