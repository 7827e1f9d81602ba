"""Note in the gradebook who is who on the platform, so that grades find their way back."""

from collections.abc import Iterable

from nbgrader.api import Gradebook, InvalidEntry
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError

from autograder.lms.collect.conventions import Upload

_NOT_NOTED = (
    "the platform's numbers and names could not be noted in the gradebook ({reason}): "
    "the export will go by ids alone"
)


def note_people(course: CourseDirectory, people: Iterable[tuple[str, Upload]]) -> list[str]:
    """Note Canvas's numbers and Moodle's names of students, where the gradebook has none.

    What it has is never changed. Returns what went wrong, in sentences.
    """
    try:
        with Gradebook(course.db_url, course.course_id) as book:
            known = {student.id: student for student in book.students}
            for name, upload in people:
                facts = {
                    key: value
                    for key, value in _facts(upload).items()
                    if not getattr(known.get(name), key, None)
                }
                if facts:
                    book.update_or_create_student(name, **facts)
    except (SQLAlchemyError, InvalidEntry) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        return [_NOT_NOTED.format(reason=reason)]
    return []


def _facts(upload: Upload) -> dict[str, str]:
    """Return what is worth noting: Moodle's numbers change from one assignment to the next."""
    if upload.convention == "canvas" and upload.key.isdigit():
        return {"lms_user_id": upload.key}
    words = upload.name.split()
    if upload.convention == "moodle" and len(words) > 1:
        return {"first_name": " ".join(words[:-1]), "last_name": words[-1]}
    return {}
