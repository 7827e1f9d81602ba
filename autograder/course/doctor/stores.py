"""Whether the gradebook opens, and whether there is an exchange."""

import os
from pathlib import Path

from nbgrader.api import Assignment, Student
from nbgrader.exchange.default import Exchange
from sqlalchemy import create_engine, func, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from autograder.course.doctor.finding import Finding, in_a_line, trouble
from autograder.course.doctor.settings import Settings

_LATER = "`autograder release` makes it."
_DAMAGED = (
    "Put back a copy of it. If it comes from an older nbgrader, keep a copy and run `nbgrader db "
    "upgrade`. Don't delete it: it holds the grades that were given by hand."
)
_UNREACHABLE = (
    "Is the server running, and does CourseDirectory.db_url name it rightly, its driver installed?"
)
_NO_EXCHANGE = (
    "Only nbgrader's own handing out and collecting needs one: set c.Exchange.root to a folder "
    "that everybody may write. Bundles and uploads do without."
)
_CLOSED = "Everybody must be allowed to write there: `chmod ugo+rwx {path}`."


def gradebook(settings: Settings) -> Finding:
    """Open the gradebook, without making or changing one, and count what is in it."""
    address = settings.directory.db_url
    try:
        url = make_url(address)
        local = url.get_backend_name() == "sqlite"
        if local and not Path(url.database or "").is_file():
            return Finding("gradebook", "none yet", to_do=_LATER)
        engine = create_engine(url)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        return trouble("gradebook", in_a_line(error), _UNREACHABLE)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table(Assignment.__tablename__):
                return Finding("gradebook", "empty", to_do=_LATER)
            connection.execute(select(Assignment)).first()  # all columns: older ones lack some
            counts = [
                connection.execute(select(func.count()).select_from(each)).scalar()
                for each in (Assignment, Student)
            ]
    except DatabaseError as error:
        to_do = _DAMAGED if local else _UNREACHABLE
        return trouble("gradebook", f"doesn't open: {in_a_line(error)}", to_do)
    finally:
        engine.dispose()
    return Finding("gradebook", f"opens: {counts[0]} assignments, {counts[1]} students")


def exchange(settings: Settings) -> Finding:
    """Look at the folder through which nbgrader hands out and collects."""
    path = Path(Exchange(config=settings.config).root)
    if not path.is_dir():
        return Finding("exchange", "none", to_do=_NO_EXCHANGE)
    if not os.access(path, os.W_OK | os.X_OK):
        return trouble("exchange", f"{path} can't be written", _CLOSED.format(path=path))
    return Finding("exchange", str(path))
