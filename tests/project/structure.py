"""The structure of the kit in numbers: `python -m tests.project.structure`.

Counts what is in `autograder/`: modules (beside `__init__.py`), their lengths, the longest chain of
imports and the circles. A chain is counted through faces: a name that a package's `__init__` has
from one of its modules is that module's. Imports inside functions and for type checks don't count,
as nothing waits for them.
"""

import ast
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PACKAGE = "autograder"


@dataclass(frozen=True)
class Structure:
    """The modules of a package by name, with their files."""

    files: dict[str, Path]

    @property
    def lengths(self) -> dict[str, int]:
        """The number of lines of each module that is not a package's face."""
        return {
            name: len(path.read_text(encoding="utf-8").splitlines())
            for name, path in self.files.items()
            if path.name != "__init__.py"
        }

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """Which modules each module imports when it is loaded; a package counts as its face."""
        return {name: set(self._imported(path)) - {name} for name, path in self.files.items()}

    def _imported(self, path: Path) -> Iterator[str]:
        for node in _when_loaded(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (each.name for each in node.names if each.name in self.files)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from filter(None, (self._home(node.module, each.name) for each in node.names))

    def _home(self, module: str, name: str) -> str | None:
        """Return the module that a name comes from, through faces; None if it is not of the kit."""
        if f"{module}.{name}" in self.files and name not in self._shown.get(module, {}):
            return f"{module}.{name}"
        shown = self._shown.get(module, {}).get(name)
        return self._home(*shown) if shown else module if module in self.files else None

    @cached_property
    def _shown(self) -> dict[str, dict[str, tuple[str, str]]]:
        """What each package's face imports: by its name there, the module and the name in it."""
        return {
            name: {
                each.asname or each.name: (node.module, each.name)
                for node in ast.parse(path.read_text(encoding="utf-8")).body
                if isinstance(node, ast.ImportFrom) and node.module
                for each in node.names
            }
            for name, path in self.files.items()
            if path.name == "__init__.py"
        }

    def crossings(self) -> set[tuple[str, str]]:
        """Return who imports which module of another package, wherever in the code."""
        found = set()
        for name, path in self.files.items():
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module:
                    named = {self._entered(node.module, each.name) for each in node.names}
                    found |= {(name, each) for each in named if each and not _beside(name, each)}
        return found

    def _entered(self, module: str, name: str) -> str | None:
        """Return the module that an import names, None if it names what a face has."""
        if name in self._shown.get(module, {}) or module not in self.files:
            return None
        inner = f"{module}.{name}"
        return inner if inner in self.files else module

    def shows(self, module: str) -> bool:
        """Whether a module is in its package's face, or that names no modules but functions."""
        package, _, own = module.rpartition(".")
        if package == PACKAGE or package not in self.files:
            return True
        names = _all_of(self.files[package])
        parts = (name.rpartition(".") for name in self.files)
        others = {last for above, _, last in parts if above == package}
        return own in names or not names & others

    def chain(self) -> list[str]:
        """Return the longest chain of imports, importers first; raises ValueError in a circle."""
        longest: dict[str, list[str]] = {}

        def below(module: str, trail: tuple[str, ...]) -> list[str]:
            if module in trail:
                raise ValueError(" imports ".join([*trail[trail.index(module) :], module]))
            if module not in longest:
                chains = (below(other, (*trail, module)) for other in self.imports[module])
                longest[module] = [module, *max(chains, key=len, default=[])]
            return longest[module]

        return max((below(module, ()) for module in self.files), key=len)


def _beside(importer: str, module: str) -> bool:
    package = module.rpartition(".")[0]
    return importer == package or importer.startswith(f"{package}.")


def _all_of(path: Path) -> set[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def read_structure(root: Path) -> Structure:
    """Return the structure of the kit in a checkout's folder."""
    files = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        files[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return Structure(files)


def _when_loaded(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements that run when a module is loaded, without those for type checks."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
        elif isinstance(node, ast.If | ast.Try | ast.With):
            waiting += [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.stmt)]


def main() -> None:
    """Print the numbers."""
    structure = read_structure(Path(__file__).resolve().parents[2])
    lengths = structure.lengths
    longest = max(lengths, key=lambda name: lengths[name])
    print(f"modules  {len(lengths)}")  # noqa: T201 - a script
    print(f"median   {statistics.median(lengths.values()):g} lines")  # noqa: T201
    print(f"longest  {lengths[longest]} lines: {longest}")  # noqa: T201
    print(f"lines    {sum(lengths.values())}")  # noqa: T201
    try:
        chain = structure.chain()
    except ValueError as error:
        print(f"circle   {error}")  # noqa: T201
        return
    print(f"chain    {len(chain)}: {' > '.join(chain)}")  # noqa: T201
    print("circles  0")  # noqa: T201


if __name__ == "__main__":
    main()
