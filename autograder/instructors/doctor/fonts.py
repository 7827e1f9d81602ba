"""Whether pictures and JupyterLab's menus can be in the languages that a course has."""

from autograder.course.folders import CourseError, course_root
from autograder.course.lab_menus import has_pack
from autograder.findings import text
from autograder.findings.language import About, font_among, languages
from autograder.instructors.doctor.result import CheckItem
from autograder.notebooks.translation import translated_assignments


def fonts() -> CheckItem:
    """Look for a font for each language; without one all is fine, and labels are English."""
    about = text("doctor-names.fonts")
    found, missing = [], []
    for each in (about for about in _languages() if about.fonts):
        font = font_among(each.fonts)
        found.append(text("doctor-fonts.found", language=each.name, font=font) if font else "")
        missing += [] if font else [each.name]
    if missing:
        names = ", ".join(missing)
        return CheckItem(
            about, text("doctor-fonts.none", languages=names), to_do=text("doctor-fonts.install")
        )
    return CheckItem(about, "; ".join(found) or text("doctor-fonts.not-needed"))


def menus() -> CheckItem:
    """Look for JupyterLab's language pack for each language; without one its menus are English."""
    about = text("doctor-names.menus")
    asked = [each for each in _languages() if each.jupyterlab]
    missing = [each for each in asked if not has_pack(each.jupyterlab)]
    if not missing:
        found = ", ".join(each.name for each in asked)
        return CheckItem(about, found or text("doctor-menus.not-needed"))
    names = ", ".join(each.name for each in missing)
    packs = " ".join(f"jupyterlab-language-pack-{_with_hyphen(each)}" for each in missing)
    to_do = text("doctor-menus.install", packs=packs)
    return CheckItem(about, text("doctor-menus.none", languages=names), to_do=to_do)


def _with_hyphen(about: About) -> str:
    return about.jupyterlab.replace("_", "-")


def _languages() -> list[About]:
    """Return the languages that the course here has, beside English."""
    try:
        root = course_root()
    except CourseError:
        return []
    known = languages().items()
    return [each for name, each in known if translated_assignments(root, name)]
