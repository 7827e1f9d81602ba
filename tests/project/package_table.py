"""The table of packages in docs/architecture.md: `python -m tests.project.package_table` writes it.

It is made of pyproject.toml's layers, the first sentence of each package's docstring, what the code
imports, and which folder of `tests/` mirrors it.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.project.structure import PACKAGE, Structure, read_structure

DOCUMENT = Path("docs/architecture.md")
# Modules beside the packages, which no folder of tests mirrors.
_ELSEWHERE = {"cli": "tests/commandline", "student_side": "tests/project"}
_TABLE = re.compile(r"(<!-- packages -->\n).*?(<!-- end of packages -->)", re.DOTALL)


def layers(root: Path) -> list[str]:
    """Return the packages that stand directly in the kit, from the top down."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    top = next(each for each in contracts if each.get("containers") == [PACKAGE])
    return [name.strip() for layer in top["layers"] for name in layer.split("|")]


def with_table(root: Path) -> str:
    """Return docs/architecture.md with its table as the code is now."""
    text = (root / DOCUMENT).read_text(encoding="utf-8")
    rows = "\n".join(_rows(root))
    return _TABLE.sub(lambda found: f"{found[1]}{rows}\n{found[2]}", text)


def _rows(root: Path) -> Iterator[str]:
    structure = read_structure(root)
    yield "| Package | Job | Imports | Tests |"
    yield "|---|---|---|---|"
    for top in layers(root):
        for name, path in structure.files.items():
            inside = name == f"{PACKAGE}.{top}" or name.startswith(f"{PACKAGE}.{top}.")
            if inside and (path.name == "__init__.py" or name == f"{PACKAGE}.{top}"):
                yield _row(root, structure, name, path)


def _row(root: Path, structure: Structure, name: str, path: Path) -> str:
    short = name.removeprefix(f"{PACKAGE}.")
    job = _first_sentence(path)
    imported = ", ".join(f"`{each}`" for each in _imported(structure, name)) or "nothing of ours"
    return f"| `{short}` | {job} | {imported} | `{_tests(root, short)}` |"


def _tests(root: Path, package: str) -> str:
    """Return the folder of a package's tests, else that of the package which it lies in."""
    mirror = Path("tests", *package.split("."))
    found = next(path for path in (mirror, *mirror.parents) if (root / path).is_dir())
    return _ELSEWHERE[package] if package in _ELSEWHERE else found.as_posix()


def _first_sentence(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()).removesuffix(".").replace("|", "\\|")


def _imported(structure: Structure, package: str) -> list[str]:
    """Return which of the kit's other packages a package's own modules import, wherever they do."""
    packages = {name for name, path in structure.files.items() if path.name == "__init__.py"}

    def home(module: str) -> str:
        return module if module in packages else module.rpartition(".")[0]

    found = set()
    for name, path in structure.files.items():
        if home(name) == package or name == package:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and str(node.module).startswith(f"{PACKAGE}."):
                    found.add(home(str(node.module)))
    others = (each for each in found if not f"{each}.".startswith(f"{package}."))
    return sorted(each.removeprefix(f"{PACKAGE}.") for each in others if each != PACKAGE)


if __name__ == "__main__":
    here = Path(__file__).resolve().parents[2]
    (here / DOCUMENT).write_text(with_table(here), encoding="utf-8")
