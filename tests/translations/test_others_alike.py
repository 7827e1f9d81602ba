"""The notebooks that take long: graded alike in both languages, and run as they are handed out."""

import nbformat
import pytest

from tests.assignments.test_run import CHECKS, errors, execute
from tests.translations.chinese_course import OTHERS, ChineseCourse, Work, works
from tests.translations.test_graded_alike import outcome


@pytest.mark.parametrize("name", OTHERS)
def test_both_languages(
    name: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Has the solution all points in both, the handout none, and each work the same results?"""
    for variable in ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING", "AUTOGRADER_LANGUAGE"):
        monkeypatch.delenv(variable, raising=False)
    course = ChineseCourse(tmp_path_factory.mktemp("chinese") / "course", [name])
    all_works = list(works([name]))
    for work in all_works:
        course.hand_in(work)
    code, said = course.run("grade", name)
    assert code == 0, said
    for work in all_works:
        english, chinese = (course.graded(work, language) for language in ("", "zh"))
        assert chinese.language == "zh" and english.language is None
        mine, its = (
            {part.cell.key: outcome(part.result) for part in one.parts if part.result}
            for one in (english, chinese)
        )
        assert its == mine and len(its) > 3, work
        assert chinese.differences == english.differences, work
    for person, share in (("solution", 1), ("nobody", 0)):
        tests = course.graded(Work(person, name, {}), "zh").tests.values()
        most = sum(each.max_points for each in tests)
        assert sum(each.points or 0 for each in tests) == share * most
    handout: nbformat.NotebookNode = course.handout(name, "zh")
    execute(handout, course.folder / "assignments-zh" / name)
    assert errors(handout) == []
    assert sum(len(CHECKS.findall(cell.source)) for cell in handout.cells) >= 3
