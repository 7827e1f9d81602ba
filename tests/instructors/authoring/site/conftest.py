"""A small Pyodide, and a JupyterLite that builds at once: what is around a site, not the site."""

import hashlib
import json
import sys
from pathlib import Path

import pytest

from autograder.instructors.authoring.site import jupyterlite
from autograder.instructors.authoring.site.pyodide import AT_ONCE, INTERPRETER, LOCK

LOADER = b"setCdnUrl(`https://cdn.jsdelivr.net/pyodide/v${version}/full/`)"
_BUILDS = """
import json, pathlib, sys
place = pathlib.Path(sys.argv[2].removeprefix("--config="))
told = json.loads(place.read_text())["LiteBuildConfig"]
made = pathlib.Path(told["output_dir"])
page = '<html><head><title>t</title></head><body><script>go()</script></body></html>'
texts = {"lab/index.html": page, "index.html": page, "service-worker.js": "lite()"}
for name, text in texts.items():
    (made / name).parent.mkdir(parents=True, exist_ok=True)
    (made / name).write_text(text)
for base, name in ((told["contents"][0], "files"), (told["lite_dir"], ".")):
    for path in pathlib.Path(base).rglob("*"):
        if path.is_file():
            copy = made / name / path.relative_to(base)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
"""


@pytest.fixture
def pyodide(tmp_path: Path) -> Path:
    """Return a folder with a lock, and small files, of what a site asks for."""
    return small_pyodide(tmp_path / "pyodide")


def small_pyodide(folder: Path) -> Path:
    """Write such a folder; its loader names its makers' host, as the real one does."""
    folder.mkdir()
    packages = {}
    for name in (*AT_ONCE, "openblas", "scipy", "pandas"):
        file = f"{name}-1-py3-none-any.whl"
        (folder / file).write_bytes(name.encode())
        packages[name] = {
            "depends": ["openblas"] if name == "scipy" else [],
            "file_name": file,
            "imports": ["IPython"] if name == "ipython" else [name],
            "sha256": hashlib.sha256(name.encode()).hexdigest(),
        }
    write_lock(folder, {"info": {"version": "0.27.7"}, "packages": packages})
    for file in INTERPRETER:
        (folder / file).write_bytes(LOADER if file.endswith("js") else b"")
    return folder


def write_lock(folder: Path, lock: dict[str, object]) -> None:
    """Write the lock of a distribution."""
    (folder / LOCK).write_text(json.dumps(lock), encoding="utf-8")


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let a program be found that builds as JupyterLite does, in little; return it."""
    program = tmp_path / "lite" / "bin" / "jupyter-lite"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!{sys.executable}\n{_BUILDS}", encoding="utf-8")
    program.chmod(0o755)
    wheels = tmp_path / "lite" / jupyterlite._KERNEL / "static" / "pypi"
    wheels.mkdir(parents=True)
    for name in ("ipykernel", "piplite", "pyodide_kernel"):
        (wheels / f"{name}-6-py3-none-any.whl").write_bytes(name.encode())
    monkeypatch.setattr(jupyterlite, "find_program", lambda: program)
    return program
