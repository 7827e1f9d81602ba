"""Look at everything, in the order in which it matters."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from autograder.findings import text
from autograder.instructors.doctor.result import CheckItem, in_a_line, trouble

Check = Callable[[], CheckItem | Iterator[CheckItem]]
Tell = Callable[[str], None]

# What each is about: its module here, and its function. A module is imported when it is its turn,
# so that a broken package costs only the checks that need it.
CHECKS: dict[str, str | Check] = {
    "Python": "python:python",
    "environment": "python:environment",
    "packages": "python:versions",
    "imports": "python:imports",
    "Jupyter kernel": "kernels:kernel",
    "sandbox": "machine:sandbox",
    "student's process": "machine:student_process",
    "user": "machine:root_user",
    "protections": "machine:protections",
    "machine": "machine:machine",
    "Fashion-MNIST": "datasets:fashion_mnist",
    "CIFAR-10": "datasets:cifar10",
    "fonts": "fonts:fonts",
    "menus": "fonts:menus",
    "disk": "machine:disk",
    "course": "course:course",
}
# What there is besides in a server that JupyterHub started.
HUB_CHECKS: dict[str, str | Check] = {"JupyterHub": "hub:hub"}


def examine(
    checks: dict[str, str | Check] = CHECKS, tell: Tell = lambda _: None
) -> Iterator[CheckItem]:
    """Yield what is found; a check that fails is a finding, and the others go on.

    `tell` is called with what is checked next.
    """
    for about, check in checks.items():
        name = text(f"doctor-names.{key_of(about)}") if about in {**CHECKS, **HUB_CHECKS} else about
        tell(name)
        try:
            found = _loaded(check)()
            yield from [found] if isinstance(found, CheckItem) else found
        except ImportError as error:
            yield trouble(name, in_a_line(error), text("doctor-command.not-loaded"))
        except Exception as error:  # whatever is broken, the rest is worth knowing
            yield trouble(name, in_a_line(error), text("doctor-command.failed"))


def key_of(about: str) -> str:
    """Return how the name of a look is known in the catalogue of messages."""
    return about.lower().replace(" ", "-").replace("'", "")


def _loaded(check: str | Check) -> Check:
    if callable(check):
        return check
    module, _, name = check.partition(":")
    found: Any = getattr(import_module(f"autograder.instructors.doctor.{module}"), name)
    return found  # type: ignore[no-any-return]
