"""Tell test cells that leave nothing behind, by reading them: those need no process of their own.

What is read is the course's own code, which means no harm: what counts is what a test changes in
passing, such as numpy's settings. What reading can't see, `Guard` sees afterwards.
"""

import ast
import builtins
import importlib.util
import os
import sys
import types
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import numpy as np

from autograder.engine.agent.preload import offered
from autograder.engine.bridge.student import RandomState
from autograder.engine.submission.cell_runs import CellToRun


@dataclass(frozen=True)
class ProcessState:
    """Settings that the next submission would meet; taken before a run, compared after it."""

    numpy_errors: tuple[object, ...]
    numpy_printing: tuple[object, ...]
    warnings: tuple[object, ...]
    import_path: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    folder: str
    streams: tuple[int, ...]


def process_state() -> ProcessState:
    """Return the settings of this process as they are now."""
    printing = np.get_printoptions()
    return ProcessState(
        (*sorted(np.geterr().items()), np.geterrcall(), np.getbufsize()),
        tuple(sorted((name, repr(value)) for name, value in printing.items())),
        (*warnings.filters, warnings.showwarning),
        tuple(sys.path),
        tuple(sorted(os.environ.items())),
        str(Path.cwd()),
        (id(sys.stdout), id(sys.stderr), id(sys.excepthook)),
    )


class Guard:
    """Tells what a run has changed in this process since the guard was made.

    What a module keeps for the next run although it says that it leaves nothing, it also says: by a
    function `changed_state`.
    """

    def __init__(self) -> None:
        self._before, self._random = process_state(), RandomState()

    def changed(self) -> tuple[str, ...]:
        """Return the names of the settings that are no longer what they were."""
        now = process_state()
        names = [field.name for field in fields(ProcessState)]
        found = [name for name in names if getattr(now, name) != getattr(self._before, name)]
        found += [f"{kind} random numbers" for kind in self._random.changed_states()]
        return (*found, *_changed_in_modules())


def _changed_in_modules() -> Iterator[str]:
    """Yield what the modules that leave nothing behind say of themselves.

    Not the notebook itself: its namespace asks the student's process for what it doesn't have, and
    would start a new one.
    """
    for changed_state in _tellers(len(sys.modules)):
        yield from changed_state()


@lru_cache(maxsize=1)  # there are a thousand modules, and the same ones after each submission
def _tellers(_modules: int) -> list[Callable[[], Iterable[str]]]:
    found = []
    for module in (*sys.modules.values(),):
        names = getattr(module, "__dict__", None)
        if type(names) is dict and LEAVES_NOTHING in names and "changed_state" in names:
            found.append(names["changed_state"])
    return found


LEAVES_NOTHING = "LEAVES_NOTHING"  # what a module says of its own functions
# Modules that can be imported without a trace; of those named here alone nothing is read.
_IMPORTED = ("autograder", "numpy", "scipy", "matplotlib")
_HARMLESS = (
    *("collections", "copy", "fractions", "functools", "itertools", "math", "operator", "re"),
    *("statistics", "string", "time", "typing"),
)
_SPECIAL = ("numpy.fft", "numpy.linalg", "scipy.linalg", "scipy.special")
_GENERATORS = ("default_rng", "Generator", "SeedSequence")
# numpy's functions that change its settings, or files, and its tables.
_NUMPY_STARTS = (
    *("set", "save", "load", "genfrom", "fromfile", "fromregex", "memmap"),
    *("sctype", "typecodes"),
)
_NAMES = (
    "abs all any bin bool bytes callable chr complex dict display divmod enumerate filter float "
    "format frozenset hash hex int isinstance issubclass iter len list map max min next object oct "
    "ord pow print range repr reversed round set slice sorted str sum tuple type zip"
)
_BUILTINS = frozenset(_NAMES.split())
_OF_IPYTHON = frozenset(("In", "Out", "exit", "get_ipython", "quit"))
_METHODS_THAT_WRITE = frozenset(("dump", "savefig", "tofile"))
_STATEMENTS = (
    *(ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Assert, ast.FunctionDef, ast.Return),
    *(ast.If, ast.For, ast.While, ast.Break, ast.Continue, ast.Pass, ast.Raise, ast.Try, ast.With),
    *(ast.Import, ast.ImportFrom),
)


def has_no_side_effects(cells: Iterable[CellToRun]) -> bool:
    """Return whether what the grader's side runs of these cells leaves nothing behind."""
    whole = ("test", "given")
    ours = [cell for cell in cells if (cell.role in whole and cell.apart) or cell.needed]
    sources = tuple(
        cell.source if cell.role in whole and cell.apart else cell.needed for cell in ours
    )
    return _leave_nothing(sources)


@lru_cache(maxsize=256)
def _leave_nothing(sources: tuple[str, ...]) -> bool:
    # As one program: whether a name stands for a module or for a list may be said in another cell.
    try:
        tree = ast.Module([node for source in sources for node in ast.parse(source).body], [])
    except (SyntaxError, ValueError):  # a magic, for one
        return False
    return _Code(tree).leaves_nothing()


class _Code:
    """All that the grader's side runs of a notebook, and the names that it binds.

    `modules` are those that names stand for, `kits` names imported from modules that say that their
    functions leave nothing.
    """

    def __init__(self, tree: ast.Module) -> None:
        self._nodes = list(ast.walk(tree))
        self._modules = dict(_module_names(self._nodes))
        self._kits = set(_kit_names(self._nodes))
        self._imported = set(_imported_names(self._nodes))
        self._own = set(_own_names(self._nodes))
        self._inner = {id(n.value) for n in self._nodes if isinstance(n, ast.Attribute)}
        self._arguments = {id(arg) for n in self._nodes if self._is_kit_call(n) for arg in _args(n)}
        self._globals = {id(name) for name in filter(None, map(self._globals_in, self._nodes))}

    def leaves_nothing(self) -> bool:
        """Return whether every statement and expression is of a kind that does."""
        changes = any(map(_changes_in_place, self._nodes))
        if changes and any(_is_data(module) for module in self._modules.values()):
            return False  # the kit's arrays are the next submission's, too
        return all(map(self._allows, self._nodes))

    def _allows(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Import):
            return all(_imported(alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            return _allows_from(node)
        if isinstance(node, ast.Name):
            return self._allows_name(node)
        if isinstance(node, ast.Attribute):
            return self._allows_attribute(node)
        if isinstance(node, ast.ClassDef):  # what makes a class may do more than make one
            return not node.keywords and not node.decorator_list
        # Lists of what is allowed, not of what isn't: Python will have more kinds of statements.
        if isinstance(node, ast.stmt):
            return isinstance(node, _STATEMENTS)
        return not isinstance(node, ast.Await)

    def _allows_name(self, node: ast.Name) -> bool:
        if not isinstance(node.ctx, ast.Load):
            return isinstance(node.ctx, ast.Store)
        if node.id in self._modules and node.id not in self._own:
            return id(node) in self._inner  # by another name its functions would not be known
        if node.id in self._own or node.id in self._imported or node.id in _BUILTINS:
            return True
        if node.id == "globals":
            return id(node) in self._globals
        if hasattr(builtins, node.id):
            found = getattr(builtins, node.id)
            return isinstance(found, type) and issubclass(found, BaseException)
        return node.id not in _OF_IPYTHON and not node.id.startswith("__")

    def _allows_attribute(self, node: ast.Attribute) -> bool:
        if not isinstance(node.ctx, ast.Load) or node.attr.startswith("_"):
            return False
        path = _path(node)
        if id(node) in self._inner and path:  # the whole of `np.random.seed` is looked at, once
            return True
        if path and path[0] in self._modules:
            return _may_read(self._modules[path[0]], path[1:])
        return node.attr not in _METHODS_THAT_WRITE

    def _is_kit_call(self, node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in self._kits
        )

    def _globals_in(self, node: ast.AST) -> ast.expr | None:
        """Return what is called where globals() is handed to the kit, which only reads it."""
        if not isinstance(node, ast.Call) or id(node) not in self._arguments or node.args:
            return None
        return node.func


def _args(call: ast.AST) -> list[ast.expr]:
    assert isinstance(call, ast.Call)  # noqa: S101 - _is_kit_call has seen it
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _module_names(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    """Yield each name that stands for a module, with the module's own."""
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (first, first)
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if _imported(whole) and _is_module(whole):
                    yield alias.asname or alias.name, whole


def _kit_names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and offered(node.module or "", LEAVES_NOTHING):
            yield from (alias.asname or alias.name for alias in node.names)


def _own_names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler) and node.name:
            yield node.name


def _imported_names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)


def _allows_from(node: ast.ImportFrom) -> bool:
    """Return whether names may be imported from a module: others modules, or what may be read."""
    module = node.module or ""
    if node.level or not _imported(module):
        return False
    for alias in node.names:
        whole = f"{module}.{alias.name}"
        if alias.name == "*" or not (_is_module(whole) or _may_read(module, (alias.name,))):
            return False
    return True


def _path(node: ast.expr) -> tuple[str, ...]:
    """Return the names of `np.random.seed` one by one, nothing for other expressions."""
    if isinstance(node, ast.Name):
        return (node.id,)
    before = _path(node.value) if isinstance(node, ast.Attribute) else ()
    return (*before, node.attr) if isinstance(node, ast.Attribute) and before else ()


def _may_read(module: str, names: tuple[str, ...]) -> bool:
    """Return whether what stands in a module under these names, one below the other, is known."""
    if not names:
        return False
    whole, name = f"{module}.{names[0]}", names[0]
    if len(names) > 1 and _imported(whole) and _is_module(whole):
        return _may_read(whole, names[1:])
    if _is_module(whole):
        return False
    if module == "numpy":
        return not name.startswith(_NUMPY_STARTS)
    if module == "numpy.random":
        return name in _GENERATORS
    if module == "numpy.testing":
        return name.startswith("assert_")
    return module in (*_HARMLESS, *_SPECIAL) or bool(offered(module, LEAVES_NOTHING))


def _changes_in_place(node: ast.AST) -> bool:
    stored = isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load)
    return stored or isinstance(node, ast.AugAssign)


def may_be_lent(module: str) -> bool:
    """Return whether a test that has a module by a student's name of it can't change it unseen."""
    return module.split(".")[0] in ("numpy", *_HARMLESS)  # of numpy's settings a guard knows


def _is_data(module: str) -> bool:
    return module.split(".")[-1] == "data"


@lru_cache(maxsize=1000)
def _is_module(name: str) -> bool:
    """Return whether a name is a module's, of a package that can be imported."""
    package, _, last = name.rpartition(".")
    if not package or isinstance(offered(package, last), types.ModuleType):
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):  # what it is said to be in is no package
        return False


def _imported(module: str) -> bool:
    return module.split(".")[0] in (*_IMPORTED, *_HARMLESS)
