"""Which attacks are graded together, in one run, and how."""

import pytest
from _pytest.mark import MarkDecorator

from tests.attacks.batch import AUTOGRADE, GRADE, classmates
from tests.attacks.submissions import FAMILIES
from tests.attacks.submissions.attack import Attack
from tests.support.tiers import drawn

ALL, SOME = classmates(tuple(FAMILIES)), classmates(tuple(FAMILIES), of_each=1)
_BY_NBGRADER = [
    {student: attack for student, attack in each.items() if not attack.refused}
    for each in (ALL, SOME)
]
# Of each family a day tries so many, drawn by the hash of their names; a night tries all.
_OF_EACH = 3
_DRAWN = {
    f"{number}-{family}-{attack.name}"
    for number, (family, attacks) in enumerate(FAMILIES.items())
    for attack in sorted(attacks, key=lambda each: drawn(each.name))[:_OF_EACH]
}
DAILY = {
    student: attack
    for student, attack in ALL.items()
    if student in _DRAWN or student.endswith("-honest")
}
# By name: who is graded, and by which command.
CLASSES: dict[str, tuple[dict[str, Attack], tuple[str, ...]]] = {
    "daily": (DAILY, GRADE),
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
