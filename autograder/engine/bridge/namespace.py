"""The names of a test cell: its own, then built-in ones, then what the student's cells define."""

import builtins
import contextlib
import sys
from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from types import ModuleType
from typing import TYPE_CHECKING, Any

from autograder.engine.bridge.proxies import ObjectProxy
from autograder.engine.bridge.references import Module, Proxies
from autograder.engine.bridge.requests import assign, delete, look_up, names_of
from autograder.engine.bridge.solution_names import SolutionNames
from autograder.engine.wire.changes import can_change, picture
from autograder.findings import text

if TYPE_CHECKING:
    from autograder.engine.bridge.student import Student


class TestNamespace(dict[str, Any]):
    """A namespace that asks the student's process for names it doesn't hold.

    `required_names` are those that the assignment asks students to define. Only of those is a
    built-in name the student's (a function `sum`, say); and only those can a test delete or replace
    by a function in the student's process, to see who calls it. `course_names` are never looked up
    there: when the course's cell that defines one has failed, there is none. `left` are functions
    and classes of locked cells that students are to define anew.
    """

    __test__ = False  # for pytest, which collects classes of this name

    def __init__(
        self,
        student: "Student",
        required_names: frozenset[str] = frozenset(),
        course_names: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__()
        self._student = student
        self._required_names, self._course_names = required_names, course_names
        student.operators = frozenset(name for name in required_names if name.startswith("__"))
        self._copies: dict[str, tuple[int, Any]] = {}
        self._proxies = Proxies(student)
        self.solution = SolutionNames()
        self._handed_over: dict[str, Any] = {}
        self.left: dict[str, Any] = {}
        self._alone = False

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Within, no name is looked up in the student's process."""
        self._alone = True
        try:
            yield
        finally:
            self._alone = False

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - any value
        if self._alone:
            raise KeyError(name)
        builtin = hasattr(builtins, name) and name not in self._required_names
        if builtin or name.startswith("__") or not name.isidentifier():  # IPython looks for "1"
            raise KeyError(name)
        if name in self._handed_over:
            return self._changed(name)
        if name in self._course_names:
            raise KeyError(name)
        # What crosses the wire is a copy. A test that asks for a list twice, and changes it in
        # between, expects one list; only when the student's code has run again may it be another.
        number, copy = self._copies.get(name, (-1, None))
        if number == self._student.requests:  # the test may have changed its copy of a list
            return copy
        found = self._look(name)
        self._copies[name] = self._student.requests, found
        if name in self.solution.read and self._student.in_test and can_change(found):
            self._student.watched[name] = found, picture(found, {})
        return found

    def hand_over(self) -> None:
        """Take the data that the solution changes from the student from now on."""
        for name in self.solution.changed:
            if super().__contains__(name):
                self._handed_over[name] = super().pop(name)

    def _changed(self, name: str) -> Any:  # noqa: ANN401 - plain data
        """Return what the student's code has made of a locked cell's data, as plain data.

        What is none, or is not there any more, stays the locked cell's.
        """
        number, copy = self._copies.get(name, (-1, None))
        if number == self._student.requests:
            return copy
        try:
            found = self._look(name)
        except (KeyError, NameError):
            found = self._handed_over[name]
        if isinstance(found, ObjectProxy | type) or callable(found):
            found = self._handed_over[name]
        self._copies[name] = self._student.requests, found
        return found

    def _look(self, name: str) -> Any:  # noqa: ANN401 - any value
        self._proxies.name = name
        try:
            found = look_up(self._student, name)
        finally:
            self._proxies.name = ""
        return self._own_module(found) if isinstance(found, Module) else found

    def _own_module(self, found: Module) -> ModuleType:
        """Return the grader's module of that name; it is not imported on the student's word."""
        module = sys.modules.get(found.name)
        if module is None:
            raise NameError(text("bridge.module", name=found.name))
        self._student.lent.add(found.name)
        return module

    def __setitem__(self, name: str, value: Any) -> None:  # noqa: ANN401 - any value
        if name in self._required_names and not super().__contains__(name) and callable(value):
            self._copies.pop(name, None)
            if self._student.in_test:
                assign(self._student, name, value)
            else:  # the student's process runs locked cells, too
                self.left[name] = value
        elif self._student.in_test and name in self.solution.bound:
            self._copies.pop(name, None)  # the solution's functions bind it anew
            assign(self._student, name, value)
        else:
            if self._student.in_test:
                self._lend(name, value)
            super().__setitem__(name, value)

    def _lend(self, name: str, value: Any) -> None:  # noqa: ANN401 - any value
        """Let the student's code have a name that a test sets and the solution reads."""
        self._handed_over.pop(name, None)
        if name in self.solution.read and super().get(name, _ABSENT) is not value:
            self._student.lent_names[name] = value

    def update(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - any values
        """Set many names, each as if alone."""
        for name, value in dict(*args, **more).items():
            self[name] = value

    def keys(self) -> KeysView[str]:  # type: ignore[override]  # of more than this dict
        """The names, the student's too."""
        theirs = names_of(self._student) if self._student.in_test else []
        own = list(super().keys())
        more = [name for name in theirs if name not in own and self._is_students(name)]
        return dict.fromkeys([*own, *more]).keys()

    def _is_students(self, name: str) -> bool:
        return name not in self._course_names or name in self._handed_over

    def is_students(self, name: str) -> bool:
        """Return whether a test that reads the name gets what the student's cells define."""
        builtin = hasattr(builtins, name) and name not in self._required_names
        return not (builtin or super().__contains__(name)) and self._is_students(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]  # of more than this dict
        """The names and their values, the student's too."""
        return {name: self.get(name) for name in self.keys()}.items()

    def values(self) -> ValuesView[Any]:  # type: ignore[override]  # of more than this dict
        """The values of all names, the student's too."""
        return {name: self.get(name) for name in self.keys()}.values()

    def __delitem__(self, name: str) -> None:
        if super().__contains__(name) or name not in self._required_names:
            super().__delitem__(name)
            self._student.lent_names.pop(name, None)
        else:
            self._copies.pop(name, None)
            delete(self._student, name)

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        return isinstance(name, str) and self.get(name, _ABSENT) is not _ABSENT

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - any value
        """Return the value of a name, the student's too, or the default."""
        try:
            return self[name]
        except KeyError:
            return default


_ABSENT = object()
