"""nbgrader copies all files of a submission: ordinary ones only, or a single one would stop it."""

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

Find = Callable[..., list[str]]


def copy_ordinary_files_only() -> None:
    """Let nbgrader's commands pass over files that can't be copied or have no end.

    Copying a link to nowhere fails, copying a device (or a link to one) never ends: the submission
    would get no result.
    """
    from nbgrader.converters import base

    if not hasattr(base.find_all_files, "__wrapped__"):
        base.find_all_files = _ordinary(base.find_all_files)


def _ordinary(find: Find) -> Find:
    @functools.wraps(find)
    def found(*args: Any, **options: Any) -> list[str]:  # noqa: ANN401 - nbgrader's own
        return [
            name
            for name in find(*args, **options)
            if Path(name).is_file() and os.access(name, os.R_OK)
        ]

    return found
