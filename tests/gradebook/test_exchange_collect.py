"""What `nbgrader collect` takes where every user of a machine can write into the exchange."""

import logging
import os
import pwd
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import default
from traitlets.config import Config

from autograder.course.files import remove_folder
from autograder.gradebook import prefer_this_environment
from autograder.gradebook.exchange_collect import OwnedCollect
from tests.gradebook.course import Course

ME = pwd.getpwuid(os.geteuid()).pw_name
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to other users")
STRANGER = 61001
FIRST, SECOND = "2026-11-01 10:00:00.000000 UTC", "2026-11-02 10:00:00.000000 UTC"
SECRET = "what only the course may read"  # noqa: S105


class Inbound:
    """An exchange into which students hand in, and the course that collects."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder / "exchange" / "small" / "inbound", folder / "log"
        self.folder.mkdir(parents=True)
        self.course = folder / "course"
        self.course.mkdir()
        self.config = Config()
        self.config.CourseDirectory.root = str(self.course)
        self.config.CourseDirectory.course_id = "small"
        self.config.CourseDirectory.assignment_id = "ps1"
        self.config.CourseDirectory.max_dir_size = 1_000
        self.config.Exchange.root = str(folder / "exchange")
        (folder / "exchange").chmod(0o777)

    def hand_in(self, student: str, when: str = FIRST, **files: str) -> Path:
        """Put files where `nbgrader submit` puts them; return their folder."""
        there = self.folder / f"{student}+ps1+{when}+{len(list(self.folder.iterdir()))}"
        there.mkdir()
        for name, text in {"p1": student, "timestamp": when, **files}.items():
            path = there / {"p1": "p1.ipynb", "timestamp": "timestamp.txt"}.get(name, name)
            path.write_text(text, encoding="utf-8")
        return there

    def collect(
        self, collector: type[default.ExchangeCollect] = OwnedCollect, update: bool = False
    ) -> None:
        """Run nbgrader's collecting."""
        config = Config(self.config)
        config.ExchangeCollect.update = update
        directory = CourseDirectory(config=config)
        log = logging.getLogger("collect")
        names = Authenticator(config=config)
        collector(coursedir=directory, authenticator=names, config=config, log=log).start()

    def collected(self, student: str = ME) -> dict[str, str]:
        """Return what is in submitted/ of a student."""
        there = self.course / "submitted" / student / "ps1"
        files = sorted(path for path in there.rglob("*") if path.is_file())
        return {p.relative_to(there).as_posix(): p.read_text(encoding="utf-8") for p in files}


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty gradebook, which takes nbgrader two seconds to make."""
    prefer_this_environment()
    path = tmp_path_factory.mktemp("empty") / "gradebook.db"
    Gradebook(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def inbound(tmp_path: Path, gradebook: Path) -> Inbound:
    """Return an exchange with nothing in it."""
    made = Inbound(tmp_path)
    shutil.copy(gradebook, made.course)
    return made


def test_the_same_is_collected_as_by_nbgrader(inbound: Inbound) -> None:
    """Are files, folders, their order in time and what is ignored as nbgrader has them?"""
    inbound.hand_in(ME, SECOND, later="yes")
    there = inbound.hand_in(ME, FIRST)
    inner = inbound.folder / f"{ME}+ps1+{SECOND}+0" / "images"
    inner.mkdir()
    (inner / "a.txt").write_text("a")
    (inner / "b.pyc").write_text("ignored")
    inbound.collect()
    ours = inbound.collected()
    shutil.rmtree(inbound.course / "submitted")
    inbound.collect(default.ExchangeCollect)
    assert ours == inbound.collected()
    assert ours["later"] == "yes" and "images/a.txt" in ours and "images/b.pyc" not in ours
    assert there.is_dir()


def test_a_newer_one_is_taken_when_asked_for(inbound: Inbound) -> None:
    """Does --update replace what is there, and nothing else do?"""
    inbound.hand_in(ME, FIRST, version="first")
    inbound.collect()
    inbound.hand_in(ME, SECOND, version="second")
    inbound.collect()
    assert inbound.collected()["version"] == "first"
    inbound.collect(update=True)
    assert inbound.collected()["version"] == "second"
    assert [each.name for each in (inbound.course / "submitted" / ME).iterdir()] == ["ps1"]


def test_nobody_hands_in_for_somebody_else(
    inbound: Inbound, caplog: pytest.LogCaptureFixture
) -> None:
    """Is a folder that bears another's name left out, and named?"""
    inbound.hand_in("daemon")
    inbound.hand_in(ME)
    inbound.collect()
    assert inbound.collected("daemon") == {}
    assert inbound.collected()["p1.ipynb"] == ME
    assert f"is said to be daemon's, and {ME} put it there" in caplog.text
    inbound.collect(default.ExchangeCollect)
    assert inbound.collected("daemon")  # as nbgrader's own collector does


@ROOT_ONLY
def test_a_forged_one_does_not_hide_the_real_one(inbound: Inbound) -> None:
    """Is the student's own taken, though somebody else's, in that name, is newer?"""
    inbound.hand_in(ME, FIRST, whose="mine")
    forged = inbound.hand_in(ME, SECOND, whose="theirs")
    os.chown(forged, STRANGER, STRANGER)
    inbound.collect()
    assert inbound.collected()["whose"] == "mine"


@pytest.mark.parametrize(
    "name",
    [
        "bob+ps1",
        "bob+ps1+yesterday+x",
        "+ps1++",
        "bob+ps1+2026-13-45 99:00:00.000000 UTC+x",
        "bob+ps1+9999-12-31 23:59:59.999999 UTC +x",
        "..+ps1+2026-11-01 10:00:00.000000 UTC+x",
        "bob+ps1+\udcff+x",
        "\n+ps1+\n+\n",
    ],
    ids=ascii,
)
def test_a_name_of_another_form_costs_nobody_else(inbound: Inbound, name: str) -> None:
    """Are the others collected, whatever a folder beside theirs is called?"""
    (inbound.folder / name).mkdir()
    inbound.hand_in(ME)
    inbound.collect()
    assert inbound.collected()["p1.ipynb"] == ME
    assert [each.name for each in inbound.course.iterdir() if each.is_dir()] == ["submitted"]
    assert [each.name for each in (inbound.course / "submitted").iterdir()] == [ME]


def link(there: Path, secret: Path) -> None:
    """Name the secret as a file."""
    (there / "x.txt").symlink_to(secret)


def link_to_folder(there: Path, secret: Path) -> None:
    """Name its folder."""
    (there / "x").symlink_to(secret.parent)


def link_within(there: Path, secret: Path) -> None:
    """Name it by steps, from a folder of one's own."""
    (there / "x").mkdir()
    (there / "x" / "y").symlink_to(os.path.relpath(secret, there / "x"))


def pipe(there: Path, secret: Path) -> None:  # noqa: ARG001
    """Keep whoever reads waiting."""
    os.mkfifo(there / "x.txt")


def too_large(there: Path, secret: Path) -> None:  # noqa: ARG001
    """Claim more than there is room for."""
    with (there / "x.bin").open("wb") as file:
        file.truncate(10**13)


@pytest.mark.parametrize("plant", [link, link_to_folder, link_within, pipe, too_large])
def test_what_is_no_file_is_left_out(
    inbound: Inbound, tmp_path: Path, plant: Callable[[Path, Path], None]
) -> None:
    """Is the rest taken, and nothing that only the course may read?"""
    secret = tmp_path / "secrets" / "solution.txt"
    secret.parent.mkdir()
    secret.write_text(SECRET)
    plant(inbound.hand_in(ME), secret)
    inbound.collect()
    assert set(inbound.collected()) == {"p1.ipynb", "timestamp.txt"}
    assert SECRET not in "".join(inbound.collected().values())


@ROOT_ONLY
def test_a_hard_link_keeps_its_owner(inbound: Inbound, tmp_path: Path) -> None:
    """Is another user's file left out, though it stands in a student's folder by name?"""
    there, secret = inbound.hand_in("daemon"), tmp_path / "secret.txt"
    secret.write_text(SECRET)
    for path in (there, *there.iterdir()):
        os.chown(path, pwd.getpwnam("daemon").pw_uid, -1)
    os.link(secret, there / "x.txt")
    inbound.collect()
    assert set(inbound.collected("daemon")) == {"p1.ipynb", "timestamp.txt"}


def test_too_many_files_are_bounded(inbound: Inbound) -> None:
    """Is of a folder of thousands of files a thousand taken, and the student's work among them?"""
    there = inbound.hand_in(ME)
    for number in range(1_500):
        (there / f"x{number}").touch()
    inbound.collect()
    assert len(inbound.collected()) == 1_000
    assert {"p1.ipynb", "timestamp.txt"} <= set(inbound.collected())


def test_too_many_folders_are_bounded(inbound: Inbound) -> None:
    """Are empty folders, of which nothing says how many there may be, counted as files are?"""
    there = inbound.hand_in(ME)
    for number in range(1_500):
        (there / f"x{number}").mkdir()
    inbound.collect()
    copied = list((inbound.course / "submitted" / ME / "ps1").rglob("*"))
    assert len(copied) <= 1_001
    assert {"p1.ipynb", "timestamp.txt"} <= set(inbound.collected())


TIMES = [
    *("", "yesterday", "0", "-", "99999999999999999999", "\0", "2026-11-01 10:00 ../../etc/passwd"),
    *("0001-01-01 00:00 +2300", "2026-11-01 10:00:00 \0"),
    *("\udcff\udcfe", "1 2 3", "2026-13-45 99:00:00.000000 UTC", "9" * 5_000, "{} {} {}"),
]


@pytest.mark.parametrize("time", TIMES, ids=lambda text: ascii(text[:20]))
def test_a_file_that_tells_no_time_costs_nobody_anything(inbound: Inbound, time: str) -> None:
    """Is a submission's time that in its name, whatever the student's file says, once and again?"""
    there = inbound.hand_in(ME, SECOND)
    (there / "timestamp.txt").write_bytes(time.encode(errors="surrogateescape"))
    inbound.collect()
    assert inbound.collected()["timestamp.txt"] == SECOND
    old = inbound.course / "submitted" / ME / "ps1" / "timestamp.txt"
    old.write_bytes(time.encode(errors="surrogateescape"))  # as nbgrader's own collector takes it
    inbound.hand_in(ME, "2026-11-03 10:00:00.000000 UTC", version="third")
    inbound.collect(update=True)
    assert inbound.collected()["version"] == "third"


def test_a_folder_that_is_called_as_the_time(inbound: Inbound) -> None:
    """Does a folder in the place of that file cost nothing?"""
    there = inbound.hand_in(ME)
    (there / "timestamp.txt").unlink()
    (there / "timestamp.txt" / "deep").mkdir(parents=True)
    inbound.collect()
    assert inbound.collected()["timestamp.txt"] == FIRST


def test_one_poisoned_among_forty(inbound: Inbound) -> None:
    """Are all others collected anew, whatever is wrong with one student's work?"""
    names = [f"student{number}" for number in range(40)]
    for name in names:
        inbound.hand_in(name)
    inbound.config.ExchangeCollect.check_owner = False  # all are one user's here
    inbound.collect()
    poisoned = inbound.course / "submitted" / names[7] / "ps1" / "timestamp.txt"
    poisoned.write_text("never")
    for name in names:
        inbound.hand_in(name, SECOND, version="second")
    inbound.collect(update=True)
    assert {inbound.collected(name)["version"] for name in names} == {"second"}


@ROOT_ONLY
def test_folders_thousands_deep_cost_nobody_else(
    inbound: Inbound, caplog: pytest.LogCaptureFixture
) -> None:
    """Are the others collected, and is the one told who can't be?"""
    inbound.hand_in(ME)
    there = inbound.hand_in("daemon")
    os.chown(there, pwd.getpwnam("daemon").pw_uid, -1)
    number = os.open(there, os.O_RDONLY)
    for _ in range(3_000):
        os.mkdir("deep", dir_fd=number)
        inner = os.open("deep", os.O_RDONLY, dir_fd=number)
        os.close(number)
        number = inner
    os.close(number)
    inbound.collect()
    assert inbound.collected()["p1.ipynb"] == ME
    assert "daemon's submission can't be collected" in caplog.text
    remove_folder(there)


def test_what_was_collected_stays_when_the_next_can_t_be(inbound: Inbound, tmp_path: Path) -> None:
    """Is nothing lost when a newer submission is no folder of files?"""
    inbound.hand_in(ME, FIRST, version="first")
    inbound.collect()
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (inbound.folder / f"{ME}+ps1+{SECOND}+x").symlink_to(outside)
    inbound.collect(update=True)
    assert inbound.collected()["version"] == "first"


def test_a_course_collects_so_by_itself(tmp_path: Path) -> None:
    """Is it in effect in a course that calls `configure`, typed as nbgrader's own command?"""
    inbound = Inbound(tmp_path)
    inbound.hand_in("daemon")
    inbound.hand_in(ME)
    course = Course(inbound.course)
    course.configure(f"c.Exchange.root = {str(tmp_path / 'exchange')!r}\n")
    done = course.nbgrader("collect", "ps1")
    assert done.returncode == 0, done.stderr
    assert (inbound.collected("daemon"), "p1.ipynb" in inbound.collected()) == ({}, True)
    assert "is said to be daemon's" in done.stderr
