"""The files that a hub's machine reads: settings for JupyterHub and nbgrader, a script for root."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.course.folders import CourseError
from autograder.instructors.hub import read_hub, write_configuration

LIST = """
exchange = "/srv/exchange of all"
[courses.one]
instructors = ["grace"]
students = ["ada", "bob"]
[courses.two]
instructors = ["alan"]
students = ["bob"]
"""
OWN = """
c = get_config()
c.JupyterHub.services = [{"name": "cull"}]
c.JupyterHub.load_groups = {"staff": {"users": ["root"]}}
c.JupyterHub.load_roles = [{"name": "cull", "services": ["cull"], "scopes": ["admin:servers"]}]
c.Authenticator.allowed_users = {"root"}
"""


def written(
    folder: Path,
    text: str = LIST,
    name: str = "hub.toml",
    there: str = "written",
    server: bool = True,
) -> Path:
    """Write the settings of a hub into a folder, in an environment with its servers; return it."""
    source = folder / name
    source.write_text(text, encoding="utf-8")
    programs = folder / "environment"
    programs.mkdir(exist_ok=True)
    (programs / "jupyterhub-singleuser").touch(0o755 if server else 0o644)
    with patch.object(sys, "executable", str(programs / "python")):
        write_configuration(read_hub(source), source, folder / there, Path("/kit/jupyter"))
    return folder / there


def loaded(path: Path) -> Config:
    """Return a file of settings as Jupyter's programs load it."""
    return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()


def test_people_and_courses_become_groups_roles_and_servers(tmp_path: Path) -> None:
    """Does each course have a server of its own that its instructors alone may open?"""
    config = loaded(written(tmp_path) / "jupyterhub_courses.py")
    groups = config.JupyterHub.load_groups.get_value({})
    assert groups["nbgrader-one"] == {"users": ["ada", "bob", "grace"]}
    assert groups["formgrade-two"] == {"users": ["alan"]}
    services = config.JupyterHub.services.get_value([])
    assert [each["user"] for each in services] == ["grader-one", "grader-two"]
    assert not any("admin" in each or "api_token" in each for each in services)
    for role in config.JupyterHub.load_roles.get_value([]):
        courses = [scope for scope in role["scopes"] if scope.startswith("access:services")]
        assert courses in ([], [f"access:services!service={role['name'].partition('-')[2]}"])
        assert not any(scope.startswith("admin") or scope == "inherit" for scope in role["scopes"])
    assert config.Authenticator.allowed_users.get_value(set()) == {"ada", "alan", "bob", "grace"}


def test_what_the_hub_has_stays(tmp_path: Path) -> None:
    """Do services, groups, roles and people of the hub's own stand beside those of courses?"""
    folder = written(tmp_path)
    own = tmp_path / "jupyterhub_config.py"
    load = f"load_subconfig({str(folder / 'jupyterhub_courses.py')!r})\n"
    own.write_text(OWN + load, encoding="utf-8")
    config = loaded(own)
    assert [each["name"] for each in config.JupyterHub.services] == ["cull", "one", "two"]
    assert {"staff", "nbgrader-one"} <= set(config.JupyterHub.load_groups)
    assert "cull" in [role["name"] for role in config.JupyterHub.load_roles]
    assert {"root", "ada"} <= set(config.Authenticator.allowed_users)


def test_people_read_no_name_of_anybody(tmp_path: Path) -> None:
    """Is what names people root's alone, and the rest free of them?"""
    folder = written(tmp_path)
    for path in (path for path in folder.rglob("*") if path.is_file()):
        text = path.read_text(encoding="utf-8")
        named = any(name in text for name in ("ada", "bob", "alan", "'grace'"))
        assert named == (path.stat().st_mode & 0o777 == 0o600), path


def test_nbgrader_finds_the_same_exchange(tmp_path: Path) -> None:
    """Do people's and courses' servers hand out and in through one folder, course by course?"""
    folder = written(tmp_path)
    files = [folder / "people", folder / "courses" / "one", folder / "courses" / "two"]
    people, one, two = (loaded(each / "nbgrader_config.py") for each in files)
    for config in (people, one, two):
        assert config.Exchange.root == "/srv/exchange of all"
        assert config.Exchange.path_includes_course
    assert (one.CourseDirectory.course_id, two.CourseDirectory.course_id) == ("one", "two")
    assert "course_id" not in people.CourseDirectory


def test_all_files_are_what_they_should_be(tmp_path: Path) -> None:
    """Is each file Python or a shell's, and written anew without a trace of the last time?"""
    folder = written(tmp_path)
    for path in folder.rglob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"))
    subprocess.run(["/bin/sh", "-n", str(folder / "set-up.sh")], check=True)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    written(tmp_path)
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_somebody_else_s_file_stays(tmp_path: Path) -> None:
    """Is a file that a person wrote never replaced, and nothing else written then?"""
    theirs = tmp_path / "written" / "people" / "nbgrader_config.py"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("c = get_config()\n", encoding="utf-8")
    with pytest.raises(CourseError, match="was not written by autograder hub-config"):
        written(tmp_path)
    assert theirs.read_text(encoding="utf-8") == "c = get_config()\n"
    assert [path for path in (tmp_path / "written").rglob("*") if path.is_file()] == [theirs]


@pytest.mark.parametrize(
    "name", ["x\ntouch ran\n", "x\nraise SystemExit(3)\n#", "x\r\x0b{{ 7 * 7 }}'\"$(touch ran)"]
)
def test_a_line_in_a_name_is_no_command(tmp_path: Path, name: str) -> None:
    """Is what the list of courses is called never run, by Python or as root by a shell?"""
    folder = written(tmp_path, name=name)
    assert len(loaded(folder / "jupyterhub_courses.py").JupyterHub.services.get_value([])) == 2
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()]
    assert not any("49" in each for each in texts)
    for line in "\n".join(texts).splitlines():
        assert not line.startswith(("touch", "raise System")) and "\r" not in line
    subprocess.run(["/bin/sh", "-n", str(folder / "set-up.sh")], check=True)


@pytest.mark.parametrize("there", ["a:b", "a{x}", "a\nb"])
def test_a_folder_that_would_be_read_as_two(tmp_path: Path, there: str) -> None:
    """Is a folder refused that settings would take for others, before anything is written?"""
    with pytest.raises(CourseError, match="can't be written"):
        written(tmp_path, there=there)
    assert not (tmp_path / there).exists()


def test_everybody_reads_what_root_has_written(tmp_path: Path) -> None:
    """Can people enter the folders where root's umask lets nobody in?"""
    before = os.umask(0o077)
    try:
        folder = written(tmp_path, there="etc/jupyterhub/courses")
    finally:
        os.umask(before)
    inner = [path for path in folder.rglob("*") if path.is_dir()]
    for path in (folder, folder.parent, folder.parent.parent, *inner):
        assert path.stat().st_mode & 0o777 == 0o755
    assert "umask 022" in (folder / "set-up.sh").read_text(encoding="utf-8")


def test_a_hub_without_servers_does_not_start(tmp_path: Path) -> None:
    """Is it said, at once and when the hub starts, that no server can be started?"""
    folder = written(tmp_path, server=False)
    with pytest.raises(FileNotFoundError, match="pip install jupyterhub"):
        exec(  # noqa: S102 - as JupyterHub reads it
            (folder / "jupyterhub_courses.py").read_text(encoding="utf-8"),
            {"get_config": Config},
        )
    source = tmp_path / "hub.toml"
    with patch.object(sys, "executable", str(tmp_path / "environment" / "python")):
        said = write_configuration(read_hub(source), source, folder, Path("/kit/jupyter")).missing
    assert "There is no program jupyterhub-singleuser" in said[0]
    assert any("must read /kit/jupyter; but /kit is closed" in each for each in said)


PLACES = """
getent() { echo "$1:x:1:1::$HOMES/$2:/bin/sh" | sed "s|passwd|$2|"; }
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="the script is for root")
def test_a_home_of_the_system_stays_open(tmp_path: Path) -> None:
    """Is no home closed that is not its user's own, as /bin is bin's?"""
    text = (written(tmp_path) / "set-up.sh").read_text(encoding="utf-8")
    start = text.index("close_home() {")
    function = text[start : text.index("\n}\n", start) + 3]
    for name, owner in (("daemon", "daemon"), ("bin", "root"), ("sys", "root")):
        home = tmp_path / name
        home.mkdir(mode=0o755)
        shutil.chown(home, owner)
    script = f"set -eu\nHOMES={tmp_path}\n{PLACES}{function}\n"
    script += "close_home daemon; close_home bin; close_home sys; close_home gone"
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True)
    modes = {name: (tmp_path / name).stat().st_mode & 0o777 for name in ("daemon", "bin", "sys")}
    assert modes == {"daemon": 0o700, "bin": 0o755, "sys": 0o755}
    assert done.stderr.count("stays as it is") == 3


@pytest.mark.skipif(os.geteuid() != 0, reason="the script is for root")
def test_a_folder_of_the_system_is_no_exchange(tmp_path: Path) -> None:
    """Is a folder that holds something and is not open left alone?"""
    place = tmp_path / "etc of all"
    place.mkdir(mode=0o755)
    (place / "passwd").touch()
    text = LIST.replace("/srv/exchange of all", str(place))
    script = written(tmp_path, text) / "set-up.sh"
    done = subprocess.run(["/bin/sh", str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "is it an exchange?" in done.stderr
    assert place.stat().st_mode & 0o7777 == 0o755
