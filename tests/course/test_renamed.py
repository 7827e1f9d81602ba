"""Names of early versions: whoever still uses one is told the new one."""

import importlib

import pytest

from autograder.course.renamed import grading, renamed_imports, renamed_settings


@pytest.mark.parametrize(
    "source",
    [
        "import autograder.grading",
        "from autograder.grading import grade_loss",
        "from autograder.grading.reference import load_reference",
        "def f():\n    from autograder.grading.nbgrader import configure",
    ],
)
def test_grading_is_told(source: str) -> None:
    """Is each way of importing the old package found, also inside a function?"""
    assert list(renamed_imports(source)) == [grading()]


def test_a_function_with_a_new_name_is_told() -> None:
    """Is the new name of a function said?"""
    assert "when_implemented" in "".join(
        renamed_imports("from autograder.checks import once_written")
    )


@pytest.mark.parametrize(
    "source",
    [
        "from autograder.judging import grade_loss",
        "from .grading import x",
        "%matplotlib inline",
        "import autograder_grading",
    ],
)
def test_nothing_else_is_said(source: str) -> None:
    """Does code of today, or of somebody else's, pass?"""
    assert not list(renamed_imports(source))


def test_a_section_with_a_new_name_is_told() -> None:
    """Is the new name of a configuration's section said, and of no other section anything?"""
    (said,) = renamed_settings({"ExecuteApart", "CourseDirectory"})
    assert said.startswith("c.ExecuteApart is called c.GradingSettings now")


def test_an_old_configuration_says_the_new_name() -> None:
    """Does importing the old package, as an old nbgrader_config.py does, end with the sentence?"""
    with pytest.raises(ImportError, match=r"from autograder\.gradebook import configure"):
        importlib.import_module("autograder.grading.nbgrader")


def test_the_sentence_is_true() -> None:
    """Are the names that it gives there?"""
    from autograder.gradebook import configure
    from autograder.judging import grade_loss, load_reference

    assert callable(configure) and callable(grade_loss) and callable(load_reference)
