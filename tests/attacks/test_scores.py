"""Nobody gets a point by an attack, and nobody else loses one."""

import json
import re

import pytest

from tests.attacks.batch import Batch
from tests.attacks.classes import SUBMISSIONS
from tests.attacks.submissions import FAMILIES
from tests.attacks.submissions.attack import Attack
from tests.attacks.submissions.course import POINTS

_EACH = pytest.mark.parametrize(("name", "student", "attack"), SUBMISSIONS)


@_EACH
def test_points(batches: dict[str, Batch], name: str, student: str, attack: Attack) -> None:
    """Has the submission the points that its answers earn without the attack?"""
    expected = {question: float(attack.points.get(question, 0)) for question in POINTS}
    found = batches[name].scores[student]
    if attack.may_lose:
        assert all((found[question] or 0) <= expected[question] for question in POINTS), found
    else:
        assert found == expected, attack.idea


@_EACH
def test_result(batches: dict[str, Batch], name: str, student: str, attack: Attack) -> None:
    """Is there a graded notebook and a page for it, and do they say what happened?"""
    batch = batches[name]
    notebook = json.loads(batch.graded(student).read_text(encoding="utf-8"))
    assert len(notebook["cells"]) >= 2 + 2 * len(POINTS)
    assert batch.page(student).is_file()
    assert re.search(attack.says, batch.said_of(student)), batch.said_of(student)[-3000:]


def test_the_batch_goes_on(batch: Batch) -> None:
    """Are all submissions graded, and is no error of the grader's reported?"""
    assert batch.scores.keys() == batch.submissions.keys()
    assert batch.went_through, batch.log[-3000:]


def test_honest_students_have_all_points(batch: Batch) -> None:
    """Have the honest ones between the attackers all points?"""
    honest = [student for student in batch.submissions if student.endswith("-honest")]
    assert len(honest) == len(FAMILIES) + 1
    for student in honest:
        assert batch.scores[student] == POINTS


def test_enough_attacks() -> None:
    """Are there as many different attacks as is said, each named by its idea?"""
    ideas = [attack.idea for attacks in FAMILIES.values() for attack in attacks]
    assert len(ideas) >= 460
    assert len(FAMILIES) >= 19
    for attacks in FAMILIES.values():
        assert len({attack.name for attack in attacks}) == len(attacks)
    assert min(map(len, FAMILIES.values())) >= 5
