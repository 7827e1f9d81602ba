"""Whether a server of JupyterHub's has what a course needs, and sees no more than it should."""

import os
import pwd
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_path
from jupyter_server.services.config.manager import ConfigManager
from nbgrader.apps.baseapp import NbGrader
from nbgrader.auth import Authenticator
from nbgrader.exchange.default import Exchange

from autograder.course.files import shown
from autograder.findings import text
from autograder.instructors.doctor.result import CheckItem, in_a_line, trouble

USER, SERVICE = "JUPYTERHUB_USER", "JUPYTERHUB_SERVICE_NAME"
_FORMGRADER = "nbgrader.server_extensions.formgrader"
_FIRST_PERSON = 1000  # the first number that Debian's useradd gives to a person
_NOBODY = 65534  # whose home some systems have at /
_PARTS = ("inbound", "outbound", "feedback")
_SHOWN = 3
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def hub() -> Iterator[CheckItem]:
    """Look at all that a server of a JupyterHub needs, if this is one.

    What one of these looks can't do costs none of the others.
    """
    yield server()
    if _course() or os.environ.get(USER):
        if not _course():
            yield courses()
        for name, look in (("exchange", exchanges), ("homes", homes), ("formgrader", formgrader)):
            try:
                found = look()
                yield from [found] if isinstance(found, CheckItem) else found
            except Exception as error:  # a folder that can't be read, settings of another kind
                about = text(f"doctor-names.{name}")
                yield trouble(about, in_a_line(error), text("doctor-command.failed"))


def server() -> CheckItem:
    """Look whose server this is, and whether the system knows that person by the same name."""
    about, course, person = text("doctor-names.jupyterhub"), _course(), os.environ.get(USER, "")
    here = _user_here()
    if course:
        return CheckItem(about, text("doctor-hub.course", course=course, user=here))
    if not person:
        return trouble(about, text("doctor-hub.no-hub"), text("doctor-hub.open-terminal"))
    if person != here:
        found = text("doctor-hub.other-user", person=person, user=here)
        return trouble(about, found, text("doctor-hub.same-user"))
    return CheckItem(about, text("doctor-hub.person", user=here))


def courses() -> CheckItem:
    """Ask the hub, as nbgrader does, which courses this person is in."""
    about = text("doctor-names.hub-courses")
    try:
        found = Authenticator(config=_nbgrader_config()).get_student_courses("*")
    except Exception as error:  # requests', the plugin's, or what a course's own plugin raises
        return trouble(about, in_a_line(error), text("doctor-hub.hub-refuses"))
    if found is None:
        return trouble(about, text("doctor-hub.not-asked"), text("doctor-hub.ask"))
    if not found:
        return CheckItem(about, text("doctor-hub.in-none"), to_do=text("doctor-hub.be-listed"))
    return CheckItem(about, ", ".join(sorted(found)))


def exchanges() -> Iterator[CheckItem]:
    """Look whether what is handed out and in through the exchange is out of others' reach."""
    about = text("doctor-names.exchange")
    root = Path(Exchange(config=_nbgrader_config()).root)
    try:
        mode = root.stat().st_mode
    except OSError as error:
        yield trouble(about, f"{root}: {error.strerror}", text("doctor-hub.set-up"))
        return
    if not os.access(root, os.W_OK | os.X_OK):
        yield trouble(
            about, text("doctor-course.not-writable", path=root), text("doctor-hub.set-up")
        )
    elif not mode & stat.S_ISVTX:
        yield trouble(about, text("doctor-hub.not-sticky", path=root), text("doctor-hub.set-up"))
    else:
        yield CheckItem(about, str(root))
    for course in sorted(path for path in root.iterdir() if _is_course(path)):
        yield _handed_in(course)


def _is_course(folder: Path) -> bool:
    """Return whether a folder in the exchange is a course's: anybody may make others there."""
    if not folder.is_dir() or not os.access(folder, os.X_OK):
        return False
    return folder.name == _course() or any((folder / part).exists() for part in _PARTS)


def _handed_in(course: Path) -> CheckItem:
    """Look at the folder into which a course's students hand in."""
    about = text("doctor-names.handed-in", course=shown(course.name))
    try:
        mode = (course / "inbound").stat().st_mode
    except OSError as error:
        return trouble(about, f"{course / 'inbound'}: {error.strerror}", text("doctor-hub.set-up"))
    if mode & (stat.S_IRGRP | stat.S_IROTH):
        found = text("doctor-hub.listed", path=course / "inbound", mode=stat.filemode(mode))
        return trouble(about, found, text("doctor-hub.set-up"))
    if not mode & stat.S_ISVTX:
        found = text("doctor-hub.not-sticky", path=course / "inbound")
        return trouble(about, found, text("doctor-hub.set-up"))
    return CheckItem(about, text("doctor-hub.closed-in", mode=stat.filemode(mode)))


def homes() -> CheckItem:
    """Look whether other people's homes, and the courses' own, are closed; and this one's."""
    about = text("doctor-names.homes")
    own = Path.home()
    if not own.is_dir():
        return trouble(about, text("doctor-hub.no-home", path=own), text("doctor-hub.set-up"))
    if own.stat().st_mode & _OTHERS:
        mode = stat.filemode(own.stat().st_mode)
        found = text("doctor-hub.open-home", path=own, mode=mode)
        return trouble(about, found, text("doctor-hub.close-home", path=own))
    people = [each for each in pwd.getpwall() if _FIRST_PERSON <= each.pw_uid != _NOBODY]
    others = [Path(each.pw_dir) for each in people if each.pw_dir.strip("/")]  # / is nobody's
    readable = sorted(str(path) for path in others if path != own and _readable(path))
    if readable:
        found = text("doctor-hub.open-homes", count=len(readable), names=_some(readable))
        return trouble(about, found, text("doctor-hub.set-up"))
    return CheckItem(about, text("doctor-hub.closed-homes"))


def formgrader() -> CheckItem:
    """Look whether nbgrader's formgrader is where instructors grade, and nowhere else."""
    about = text("doctor-names.formgrader")
    manager = ConfigManager(read_config_path=jupyter_config_path())
    settings: dict[str, Any] = manager.get("jupyter_server_config")  # type: ignore[no-untyped-call]
    on = settings.get("ServerApp", {}).get("jpserver_extensions", {}).get(_FORMGRADER, False)
    if on == bool(_course()):
        return CheckItem(
            about, text("doctor-hub.formgrader-on" if on else "doctor-hub.formgrader-off")
        )
    code = "doctor-hub.formgrader-too-many" if on else "doctor-hub.formgrader-missing"
    return trouble(about, text(code), text("doctor-hub.load"))


def _course() -> str:
    """Return the course whose server this is, '' in a person's own."""
    return os.environ.get(SERVICE, "")


def _user_here() -> str:
    """Return this user's name; in a container it may have a number alone."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _nbgrader_config() -> Any:  # noqa: ANN401 - traitlets' Config
    """Return nbgrader's settings as its pages in JupyterLab find them."""
    app = NbGrader()
    app.load_config_file()
    return app.config


def _readable(folder: Path) -> bool:
    try:
        return folder.is_dir() and os.access(folder, os.R_OK)
    except OSError:
        return False


def _some(names: Iterable[str]) -> str:
    found = list(names)
    return ", ".join(found[:_SHOWN]) + (" ..." if len(found) > _SHOWN else "")
