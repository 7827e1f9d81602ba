"""What falls when each test is in reach of the student's code, and what holds all the same."""

from collections.abc import Iterator

import pytest

from tests.attacks.batch import GRADE, TOGETHER, Batch, remove
from tests.attacks.classes import ALL
from tests.attacks.submissions import FAMILIES
from tests.attacks.submissions.course import POINTS
from tests.conftest import ROOT

_NIGHTLY = pytest.mark.nightly(700, "attacks on tests that run with the student's code")
# By family: those that had more points than earned in a run of all. docs/security.md counts them.
FALLS: dict[str, tuple[str, ...]] = {
    "mechanism": ("displayhook", "drowned-error"),
    "machinery": ("ast-transformer", "input-transformer", "cell-events", "run-code"),
    "data-model": (
        *("lying-operators", "lying-differences", "lying-conversions", "lying-points"),
        *("float-subclass", "int-subclass", "list-subclass", "dict-subclass", "array-subclass"),
        *("class-is-float", "patched-numpy", "names-of-tests"),
    ),
    "resources": ("many-displays",),
    "wire": ("outputs-of-cell",),
    "structure": ("late-answer",),
    "looks": (
        *("frames", "stack", "own-traceback", "history", "source-cache", "garbage"),
        *("audit-hook", "threads", "shell-state"),
    ),
    "scores": ("spy-arithmetic", "stop-iteration"),
    "values": ("enumeration",),
    "interpreter": ("extension", "both-serve", "garbage-hooks"),
    "folders": ("ids-of-tests",),
}


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Batch]:
    """Return all attackers and the honest students between them, graded once."""
    folder = tmp_path_factory.mktemp("together")
    graded = Batch(folder, ALL, GRADE, TOGETHER)
    graded.run()
    yield graded
    remove(folder)


@_NIGHTLY
def test_what_falls(batch: Batch) -> None:
    """Do no other attacks get points than those that are listed?"""
    found = {student for student, scores in batch.scores.items() if _too_many(student, scores)}
    listed = {f"{family}-{name}" for family, names in FALLS.items() for name in names}
    assert {student.split("-", 1)[1] for student in found} - listed == set()


def _too_many(student: str, scores: dict[str, float | None]) -> bool:
    earned = ALL[student].points
    return any((scores[name] or 0) > float(earned.get(name, 0)) + 1e-9 for name in POINTS)


@_NIGHTLY
def test_what_holds(batch: Batch) -> None:
    """Has everybody a result, each honest student all points, and is the course untouched?"""
    assert batch.scores.keys() == ALL.keys()
    honest = [student for student in ALL if student.endswith("-honest")]
    assert [batch.scores[student] for student in honest] == [POINTS] * len(honest)
    assert batch.course_rows() == batch.course_rows_before
    assert batch.source() == batch.source_before


def test_the_table_in_the_docs() -> None:
    """Does the page for people count the same ones?"""
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    count = sum(map(len, FALLS.values()))
    assert f"| all | {sum(map(len, FAMILIES.values()))} | {count} |" in page
    assert all(name in page for family, names in FALLS.items() for name in names)


def test_each_is_an_attack() -> None:
    """Is each name of the list one of its family?"""
    for family, names in FALLS.items():
        assert set(names) <= {attack.name for attack in FAMILIES[family]}
