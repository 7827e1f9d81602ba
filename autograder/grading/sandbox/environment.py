"""The environment variables of a student's process: made anew, none inherited unnamed."""

import os
import shutil
from pathlib import Path

_INHERITED = ("LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONPATH", "LD_LIBRARY_PATH")
_OF_THE_DATA = ("AUTOGRADER_DATASETS", "AUTOGRADER_CIFAR10")
# One thread: a class is graded on all cores at once, and threads don't survive a fork.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def one_thread() -> dict[str, str]:
    """Return the variables that hold libraries of linear algebra to one thread."""
    return dict.fromkeys(_THREADS, "1")


def environment(home: Path) -> dict[str, str]:
    """Return the variables; `home` is a scratch folder that the process may write to."""
    kept = {name: os.environ[name] for name in (*_INHERITED, *_OF_THE_DATA) if name in os.environ}
    return {
        **kept,
        **one_thread(),
        "HOME": str(home),
        "TMPDIR": str(home),
        "IPYTHONDIR": str(home / ".ipython"),
        "MPLCONFIGDIR": str(home / ".matplotlib"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PATH": os.defpath,
        "PYTHONDONTWRITEBYTECODE": "1",
        "NBGRADER_EXECUTION": "autograde",
    }


def font_lists(home: Path) -> list[Path]:
    """Copy matplotlib's lists of fonts to the scratch folder: making one takes seconds."""
    folder = Path(os.environ.get("MPLCONFIGDIR") or Path.home() / ".cache" / "matplotlib")
    target = home / ".matplotlib"
    target.mkdir(exist_ok=True)
    return [Path(shutil.copy(path, target)) for path in sorted(folder.glob("fontlist-*.json"))]
