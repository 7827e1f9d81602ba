"""Modules beside a notebook: a helper of the course's, never another one of that name."""

import importlib
import sys
from collections.abc import Collection, Iterable
from pathlib import PurePosixPath

# What this kit and a kernel work with: no file beside a notebook takes its place.
_OWN = frozenset(
    (
        *sys.stdlib_module_names,
        *(name.partition(".")[0] for name in sys.modules),
        *("autograder", "IPython", "msgspec", "numpy", "psutil", "traitlets"),
    )
)


def modules_in(names: Iterable[str]) -> frozenset[str]:
    """Return the modules that files, by their relative names, are or belong to."""
    parts = (PurePosixPath(name).parts for name in names if name.endswith(".py"))
    return frozenset(top.removesuffix(".py") for top, *_ in parts)


def make_way_for(modules: Collection[str]) -> None:
    """Let these be imported anew, from the working folder, not what has been of their names."""
    for name in [*sys.modules]:
        top = name.partition(".")[0]
        if top in modules and top not in _OWN:
            del sys.modules[name]
    importlib.invalidate_caches()


def classes_in(modules: Iterable[str]) -> list[tuple[str, type]]:
    """Return the classes that modules define, if they are imported, with names for both sides."""
    return [
        (f"{name}:{kind.__qualname__}", kind)
        for name in modules
        for kind in (*vars(sys.modules.get(name, sys)).values(),)
        if isinstance(kind, type) and kind.__module__ == name
    ]
