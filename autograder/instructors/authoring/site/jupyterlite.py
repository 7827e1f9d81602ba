"""Run JupyterLite's own builder: JupyterLab and its Python kernel as static files."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.course.folders import CourseError
from autograder.findings import text
from autograder.instructors.authoring.site.wheels import Wheel

PROGRAM = "jupyter-lite"
_KERNEL = Path("share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension")
KERNEL_SETTINGS = "@jupyterlite/pyodide-kernel-extension:kernel"


def find_program() -> Path:
    """Return JupyterLite's program: this environment's, else the first on PATH.

    Raises CourseError when there is none.
    """
    here = Path(sys.executable).parent
    found = shutil.which(PROGRAM, path=os.pathsep.join((str(here), os.environ.get("PATH", ""))))
    if found is None:
        raise CourseError(text("site.no-jupyterlite"))
    return Path(found)


def kernel_wheels() -> list[Wheel]:
    """Return the wheels that the Python kernel of JupyterLite is made of; raises CourseError."""
    folder = _kernel_extension(find_program()) / "static" / "pypi"
    wanted = ("ipykernel", "piplite", "pyodide_kernel")
    paths = sorted(path for name in wanted for path in folder.glob(f"{name}-*.whl"))
    return [Wheel(path.name, path.read_bytes()) for path in paths]


def _kernel_extension(program: Path) -> Path:
    """Return the folder of the kernel's extension, in the environment of a program."""
    for prefix in (program.parents[1], program.resolve().parents[1]):
        if (prefix / _KERNEL).is_dir():
            return prefix / _KERNEL
    raise CourseError(text("site.no-kernel", program=program))


def build(
    lite: Path,
    contents: Path,
    output: Path,
    settings: Mapping[str, Any],
    extensions: Sequence[Path] = (),
) -> None:
    """Build JupyterLab into `output`, with the files of `contents` and these settings.

    `lite` is a folder for what goes in besides: wheels in pypi/, Pyodide in static/pyodide/,
    JupyterLab's settings in overrides.json. `extensions` come beside the kernel. Raises
    CourseError.
    """
    program = find_program()
    kernel = _kernel_extension(program)
    (lite / "jupyter-lite.json").write_text(_app(settings), encoding="utf-8")
    config = lite / "jupyter_lite_config.json"
    config.write_text(_config(lite, contents, output, (kernel, *extensions)), encoding="utf-8")
    done = subprocess.run(
        [str(program), "build", f"--config={config}"],
        cwd=lite,
        env={k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not (output / "lab" / "index.html").is_file():
        log = "\n  ".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise CourseError(text("site.jupyterlite-failed", log=log))


def _app(settings: Mapping[str, Any]) -> str:
    return json.dumps({"jupyter-lite-schema-version": 0, "jupyter-config-data": settings})


def _config(lite: Path, contents: Path, output: Path, extensions: Sequence[Path]) -> str:
    options = {
        "apps": ["lab"],
        "contents": [str(contents)],
        # Other extensions of this environment, nbgrader's among them, are not for students.
        "federated_extensions": [str(each) for each in extensions],
        "ignore_sys_prefix": True,
        "lite_dir": str(lite),
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "output_dir": str(output),
        "source_date_epoch": 315532800,  # the first day that a zip can hold
    }
    return json.dumps({"LiteBuildConfig": options})
