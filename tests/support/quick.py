"""What takes seconds and tells tests nothing: left out, or asked once in a process."""

import gc
import sys
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

# nbformat has it by way of jsonschema, and asks it nothing; the kit's own command has none, too.
_SLOW_TO_IMPORT = "rfc3987_syntax"


def import_less() -> None:
    """Do without what takes two seconds to import."""
    sys.modules.setdefault(_SLOW_TO_IMPORT, ModuleType(_SLOW_TO_IMPORT))


def keep_version() -> None:
    """Ask alembic itself for what nbgrader has another program say: that takes four seconds."""
    api: Any = import_module("nbgrader.api")
    api.get_alembic_version = gradebook_version


@cache
def gradebook_version() -> str:
    """Return the version of a new gradebook."""
    script: Any = import_module("alembic.script")
    nbgraders: Any = import_module("nbgrader.dbutil")
    return str(script.ScriptDirectory(nbgraders.ALEMBIC_DIR).get_current_head())


def pytest_collection() -> None:
    """Search for no garbage while tests are made: there are thousands, and they all stay."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Search for garbage again, but not among the tests."""
    gc.freeze()
    gc.enable()
