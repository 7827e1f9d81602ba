"""Which families are graded together, in one run of nbgrader: two runs take about as long."""

from tests.attacks.batch import classmates
from tests.attacks.submissions.attack import Attack

CLASSES: dict[str, tuple[str, ...]] = {
    "one": ("mechanism", "machinery", "data-model", "file-system", "later"),
    "two": ("processes", "resources", "wire", "structure", "screen"),
}
# Batch, student and attack, for tests of one submission each.
SUBMISSIONS: list[tuple[str, str, Attack]] = [
    (name, student, attack)
    for name, families in CLASSES.items()
    for student, attack in classmates(families).items()
]
