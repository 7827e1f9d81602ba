"""Make stand-ins from references, and references from stand-ins."""

from typing import Any

from autograder.grading.bridge.objects import StudentFunction, StudentIterator, StudentObject
from autograder.grading.bridge.reference import Reference
from autograder.grading.bridge.reply import exception_class
from autograder.grading.bridge.student import Student
from autograder.wire.errors import WireError


class StandIns:
    """Knows the student's objects that tests hold; `name` is that of the name being looked up."""

    def __init__(self, student: Student) -> None:
        self._student = student
        self._classes: dict[tuple[int, int], type[Exception]] = {}
        self.name = ""
        student.refer, student.resolve = self.refer, self.resolve

    def refer(self, value: Any) -> list[Any]:  # noqa: ANN401 - any object
        """Return the reference of a stand-in, or to a function or iterator of the test's."""
        if isinstance(value, StudentObject):
            return value._reference.node()
        for (generation, number), kind in self._classes.items():
            if kind is value and generation == self._student.generation:
                return ["o", number]
        return self._student.ours.refer(value)

    def resolve(self, node: list[Any]) -> Any:  # noqa: ANN401 - a stand-in
        """Return the stand-in for a reference of the student's process."""
        if len(node) != 3 or node[0] != "o" or type(node[1]) is not int:
            raise WireError(f"unknown kind of value {str(node[0])[:20]!r}")
        description = node[2]
        if not isinstance(description, dict):
            raise WireError("an object has no description")
        kind = description.get("kind")
        if kind == "exception class":
            key = self._student.generation, node[1]
            return self._classes.setdefault(key, exception_class(description))
        if kind == "module":
            return Module(str(description.get("name")))
        return self._object(node[1], description)

    def _object(self, number: int, description: dict[str, Any]) -> StudentObject:
        reference = Reference(self._student, number, description, self.name)
        kind = StudentFunction if description.get("callable") is True else StudentObject
        if description.get("kind") == "iterator":
            kind = StudentIterator
        made = kind(reference)
        reference.drop_with(made)
        return made


class Module:
    """A module that the student's code imported, by name: a test uses the grader's own."""

    def __init__(self, name: str) -> None:
        self.name = name
