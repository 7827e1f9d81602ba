"""Which attacks are graded together, in one run, and how."""

import pytest
from _pytest.mark import MarkDecorator

from tests.attacks.batch import AUTOGRADE, GRADE, classmates
from tests.attacks.submissions import FAMILIES
from tests.attacks.submissions.attack import Attack

ALL, SOME = classmates(tuple(FAMILIES)), classmates(tuple(FAMILIES), of_each=1)
_BY_NBGRADER = [
    {student: attack for student, attack in each.items() if not attack.refused}
    for each in (ALL, SOME)
]
# Of these families, beyond the first few, the rest waits for a night: each takes half a second.
_LARGE = ("looks", "scores", "values", "exceptions", "callbacks", "interpreter", "folders", "texts")
_FIRST = 4
_LATER = {
    f"{number}-{family}-{attack.name}"
    for number, family in enumerate(FAMILIES)
    for attack in (FAMILIES[family][_FIRST:] if family in _LARGE else ())
}
MOST = {student: attack for student, attack in ALL.items() if student not in _LATER}
# By name: who is graded, and by which command.
CLASSES: dict[str, tuple[dict[str, Attack], tuple[str, ...]]] = {
    "most": (MOST, GRADE),
    "all": (ALL, GRADE),
    "some by nbgrader": (_BY_NBGRADER[1], AUTOGRADE),
    "all by nbgrader": (_BY_NBGRADER[0], AUTOGRADE),
}
_TIERS: dict[str, tuple[MarkDecorator, ...]] = {
    "all": (pytest.mark.nightly(250, "all attacks"),),
    "some by nbgrader": (pytest.mark.nightly(60, "attacks by nbgrader"),),
    "all by nbgrader": (pytest.mark.nightly(600, "all attacks by nbgrader"),),
}
NAMES = [pytest.param(name, marks=_TIERS.get(name, ()), id=name) for name in CLASSES]
# Class, student and attack, for tests of one submission each.
SUBMISSIONS = [
    pytest.param(name, student, attack, marks=_TIERS.get(name, ()), id=f"{name}-{student}")
    for name, (submissions, _) in CLASSES.items()
    for student, attack in submissions.items()
]
