"""A fresh Python environment that has a bundle, and other packages, but not the kit."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import Any

import uv

# Runs in that environment: a notebook from top to bottom, and which `autograder` it met.
RUN = """
import json, sys
import nbformat
from nbclient import NotebookClient
path, folder = sys.argv[1:]
notebook = nbformat.read(path, as_version=4)
where = "import autograder, importlib.util\\nprint(autograder.__file__)\\n"
where += "print(importlib.util.find_spec('autograder.judging'))"
notebook.cells.append(nbformat.v4.new_code_cell(where))
NotebookClient(notebook, timeout=300, allow_errors=True, resources={"metadata": {"path": folder}},
    extra_arguments=["--IPKernelApp.log_level=ERROR"]).execute()
print(json.dumps(notebook.cells))
"""


class Installed:
    """An unpacked bundle, installed without any index into an environment of its own."""

    def __init__(self, bundle: Path, folder: Path) -> None:
        with zipfile.ZipFile(bundle) as archive:
            archive.extractall(folder)
        (self.folder,) = (path for path in folder.iterdir() if path.is_dir())
        venv.create(folder / ".venv", with_pip=False)
        self.python = folder / ".venv" / "bin" / "python"
        self._lend_packages()
        install = [uv.find_uv_bin(), "pip", "install", "--python", str(self.python)]
        install += ["--offline", "--no-index"]
        done = subprocess.run(
            [*install, "--no-deps", "--no-build-isolation", "--editable", str(self.folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def run(self, notebook: Path) -> list[dict[str, Any]]:
        """Execute a notebook in its own folder; return its cells, and one that says what it met."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AUTOGRADER", "PYTHON"))}
        done = subprocess.run(
            [str(self.python), "-c", RUN, str(notebook), str(notebook.parent)],
            capture_output=True,
            text=True,
            check=False,
            env=kept,
        )
        assert done.returncode == 0, done.stderr
        cells: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
        return cells

    def _lend_packages(self) -> None:
        """Let it import this environment's packages; what .pth files add, the kit, stays hidden."""
        (site,) = (self.python.parents[1] / "lib").glob("python*/site-packages")
        (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
        assert not (Path(sysconfig.get_path("purelib")) / "autograder").exists(), sys.path
