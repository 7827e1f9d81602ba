"""Look at everything, in the order in which it matters."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from autograder.course.doctor.finding import Finding, in_a_line, trouble

Look = Callable[[], Finding | Iterator[Finding]]
Tell = Callable[[str], None]

# What each is about: its module here, and its function. A module is imported when it is its turn,
# so that a broken package costs only the looks that need it.
LOOKS: dict[str, str | Look] = {
    "Python": "python:python",
    "environment": "python:environment",
    "packages": "packages:versions",
    "imports": "packages:imports",
    "Jupyter kernel": "kernels:kernel",
    "sandbox": "isolation:sandbox",
    "student's process": "isolation:student_process",
    "user": "isolation:root_user",
    "machine": "machine:machine",
    "Fashion-MNIST": "data:fashion_mnist",
    "CIFAR-10": "data:cifar10",
    "disk": "disk:disk",
    "course": "course:course",
}
_FAILED = (
    "The doctor itself failed there: that is a fault of the kit. Please report it, with the line "
    "above."
)
_NOT_LOADED = "It needs a package that doesn't load: see packages and imports first."


def examine(looks: dict[str, str | Look] = LOOKS, tell: Tell = lambda _: None) -> Iterator[Finding]:
    """Yield what is found; a look that fails is a finding, and the others go on.

    `tell` is called with what is looked at next.
    """
    for about, look in looks.items():
        tell(about)
        try:
            found = _loaded(look)()
            yield from [found] if isinstance(found, Finding) else found
        except ImportError as error:
            yield trouble(about, in_a_line(error), _NOT_LOADED)
        except Exception as error:  # whatever is broken, the rest is worth knowing
            yield trouble(about, in_a_line(error), _FAILED)


def _loaded(look: str | Look) -> Look:
    if callable(look):
        return look
    module, _, name = look.partition(":")
    found: Any = getattr(import_module(f"autograder.course.doctor.{module}"), name)
    return found  # type: ignore[no-any-return]
