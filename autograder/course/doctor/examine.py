"""Look at everything, in the order in which it matters."""

from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.course.doctor.course import course_findings
from autograder.course.doctor.data import cifar10, fashion_mnist
from autograder.course.doctor.disk import disk_findings
from autograder.course.doctor.finding import Finding, in_a_line, trouble
from autograder.course.doctor.isolation import root_user, sandbox, student_process
from autograder.course.doctor.kernels import kernel
from autograder.course.doctor.machine import machine
from autograder.course.doctor.packages import imports, versions
from autograder.course.doctor.python import environment, python
from autograder.grading.course import CourseError, nbgrader_root

Look = Callable[[], Finding | Iterator[Finding]]
Tell = Callable[[str], None]

# By what each is about. What a later one needs is looked at before it.
LOOKS: dict[str, Look] = {
    "Python": python,
    "environment": environment,
    "packages": versions,
    "imports": imports,
    "Jupyter kernel": kernel,
    "sandbox": sandbox,
    "student's process": student_process,
    "user": root_user,
    "machine": machine,
    "Fashion-MNIST": fashion_mnist,
    "CIFAR-10": cifar10,
    "disk": lambda: disk_findings(_root()),
    "course": lambda: course_findings(_root()),
}
_FAILED = (
    "The doctor itself failed there: that is a fault of the kit. Please report it, with the line "
    "above."
)


def examine(looks: dict[str, Look] = LOOKS, tell: Tell = lambda _: None) -> Iterator[Finding]:
    """Yield what is found; a look that fails is a finding, and the others go on.

    `tell` is called with what is looked at next.
    """
    for about, look in looks.items():
        tell(about)
        try:
            found = look()
            yield from [found] if isinstance(found, Finding) else found
        except Exception as error:  # whatever is broken, the rest is worth knowing
            yield trouble(about, in_a_line(error), _FAILED)


def _root() -> Path | None:
    """Return the course folder, if this is in one."""
    try:
        return nbgrader_root()
    except CourseError:
        return None
