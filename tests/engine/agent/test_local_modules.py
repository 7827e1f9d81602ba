"""A module beside a notebook takes the place of another one of its name, not of the kit's own."""

import sys
from types import ModuleType

import pytest

from autograder.engine.agent.local_modules import classes_in, make_way_for, modules_in


def test_modules_in() -> None:
    """Are modules and packages named, and other files not?"""
    files = ["utils.py", "shapes/__init__.py", "shapes/circle.py", "data.csv", "deep/notes.txt"]
    assert modules_in(files) == {"utils", "shapes"}


def test_make_way_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is another module of the name forgotten, with what belongs to it, and Python's own kept?"""
    for name in ("helper_of_a_course", "helper_of_a_course.part", "helper_of_another"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    make_way_for({"helper_of_a_course", "json", "numpy", "IPython"})
    assert "helper_of_another" in sys.modules
    assert not {"helper_of_a_course", "helper_of_a_course.part"} & set(sys.modules)
    assert {"json", "numpy", "IPython"} <= set(sys.modules)


def test_classes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Are a module's own classes named, and those that it imports not?"""
    module = ModuleType("helper_of_a_course")
    vars(module)["Own"] = type("Own", (), {"__module__": "helper_of_a_course"})
    vars(module)["ModuleType"] = ModuleType
    monkeypatch.setitem(sys.modules, "helper_of_a_course", module)
    assert [name for name, _ in classes_in(["helper_of_a_course", "none_of_them"])] == [
        "helper_of_a_course:Own"
    ]
