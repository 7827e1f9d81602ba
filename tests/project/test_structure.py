"""The kit's structure: modules of the right size, no circle, one list of who may import whom."""

import re
import statistics
import tomllib
from pathlib import Path

import pytest

from autograder.student_side import FOR_NOTEBOOKS, SHIPPED, SHOWN
from tests.project.package_table import DOCUMENT, with_table
from tests.project.structure import Structure, main, read_structure

LONGEST = 400
MEDIAN = (100, 150)
LONGEST_CHAIN = 18


@pytest.fixture(scope="module")
def structure(root: Path) -> Structure:
    """Return the structure of this checkout."""
    return read_structure(root)


def test_a_module_is_a_subject(structure: Structure) -> None:
    """Is no module longer than a person reads at once, and the usual one neither tiny nor long?"""
    long = {name: lines for name, lines in structure.lengths.items() if lines > LONGEST}
    assert not long
    assert MEDIAN[0] <= statistics.median(structure.lengths.values()) <= MEDIAN[1]


def test_a_package_is_entered_by_its_face(structure: Structure) -> None:
    """Do others import only modules that a package's `__all__` names, where it names modules?"""
    past = sorted(
        f"{importer} imports {module}"
        for importer, module in structure.crossings()
        if not structure.shows(module)
    )
    assert not past


def test_no_circle_and_no_long_way_down(structure: Structure) -> None:
    """Is there no circle of imports, and no chain that nobody can follow?"""
    chain = structure.chain()
    assert len(chain) <= LONGEST_CHAIN, " > ".join(chain)


def test_the_figures_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Does the script print what docs/architecture.md tells how to measure?"""
    main()
    words = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert words == ["modules", "median", "longest", "lines", "chain", "circles"]


def test_students_get_what_the_contract_covers(root: Path) -> None:
    """Is all that a sandbox shows or a bundle ships held to import nothing else of the kit?"""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (held,) = (each for each in contracts if each["name"].startswith("the student's side"))
    packages = {
        each.removeprefix("autograder.").replace(".", "/") for each in held["source_modules"]
    }
    files = {"__init__.py", "py.typed", "engine/__init__.py"}
    assert set(SHOWN) == packages | files
    assert set(FOR_NOTEBOOKS) < set(SHIPPED) < packages


def test_the_table_of_packages_is_the_codes(root: Path) -> None:
    """Is the table in the docs what the code is? Else: python -m tests.project.package_table."""
    assert (root / DOCUMENT).read_text(encoding="utf-8") == with_table(root)


def test_what_architecture_names_is_there(root: Path) -> None:
    """Is each module and folder that docs/architecture.md names where it says?"""
    text = (root / DOCUMENT).read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w./-]+(?:\.py|\.toml|/))`", text))
    assert len(named) > 20
    missing = [n for n in named if not ((root / "autograder" / n).exists() or (root / n).exists())]
    assert not missing
