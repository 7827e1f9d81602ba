"""Whether labels in pictures can be drawn in the languages that a course has."""

from autograder.course.folders import CourseError, course_root
from autograder.findings import text
from autograder.findings.language import About, font_among, languages
from autograder.instructors.doctor.result import CheckItem
from autograder.notebooks.translation import translated_assignments


def fonts() -> CheckItem:
    """Look for a font for each language; without one all is fine, and labels are English."""
    about = text("doctor-names.fonts")
    found, missing = [], []
    for each in _needed():
        font = font_among(each.fonts)
        found.append(text("doctor-fonts.found", language=each.name, font=font) if font else "")
        missing += [] if font else [each.name]
    if missing:
        names = ", ".join(missing)
        return CheckItem(
            about, text("doctor-fonts.none", languages=names), to_do=text("doctor-fonts.install")
        )
    return CheckItem(about, "; ".join(found) or text("doctor-fonts.not-needed"))


def _needed() -> list[About]:
    """Return the languages of the course here that matplotlib's own font can't write."""
    try:
        root = course_root()
    except CourseError:
        return []
    known = languages().items()
    return [each for name, each in known if each.fonts and translated_assignments(root, name)]
