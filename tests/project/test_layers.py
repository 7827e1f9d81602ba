"""Dependencies point one way."""

import ast
from pathlib import Path

import pytest

# Each package may import itself and those listed; `cli` may import anything.
MAY_IMPORT = {
    "data": set(),
    "plots": set(),
    "checks": {"data", "plots"},
    "wire": set(),
    "inside": {"checks", "wire"},
    "grading": {"checks", "data", "inside", "wire"},
    "reporting": {"grading"},
    "selfstudy": {"grading", "reporting"},
    "audit": {"course", "grading"},
    "lms": {"course", "grading", "reporting"},
    "authoring": {"course", "grading"},
    "commandline": set(),
    "course": {"checks", "data", "grading", "plots", "reporting"},
}


def imported_packages(path: Path) -> set[str]:
    """Return the packages of the kit that a module imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            module = node.module or ""
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("autograder.")}


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_packages_import_only_what_lies_below(root: Path, package: str) -> None:
    """Does no module of the package import one of a package above it?"""
    for path in sorted((root / "autograder" / package).rglob("*.py")):
        above = imported_packages(path) - MAY_IMPORT[package] - {package}
        assert not above, f"{path.relative_to(root)} imports {', '.join(sorted(above))}"


def test_every_package_has_its_place(root: Path) -> None:
    """Is each package of the kit in the table of this test?"""
    folders = {path.parent.name for path in (root / "autograder").glob("*/__init__.py")}
    assert folders == set(MAY_IMPORT)


def test_no_circles(root: Path) -> None:
    """Are there no circular imports between modules (outside functions)?"""
    graph = {_module(path, root): _top_level(path) for path in (root / "autograder").rglob("*.py")}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " imports ".join([*trail, module])
        if module in done:
            return
        for other in graph.get(module, set()):
            visit(other, (*trail, module))
        done.add(module)

    for module in graph:
        visit(module, ())


def _module(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _top_level(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.module
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("autograder")
    }


def test_modules_are_small_rooms(root: Path) -> None:
    """Is each module of the package at most 150 lines long?"""
    long = {
        str(path.relative_to(root)): lines
        for path in (root / "autograder").rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 150
    }
    assert not long
