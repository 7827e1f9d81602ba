"""The files that a hub's machine reads: settings for JupyterHub and nbgrader, a script for root."""

import ast
import subprocess
from pathlib import Path

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


def written(folder: Path, text: str = LIST) -> Path:
    """Write the settings of a hub into a folder; return it."""
    source = folder / "hub.toml"
    source.write_text(text, encoding="utf-8")
    there = folder / "written"
    write_configuration(read_hub(source), source, there, Path("/kit/jupyter"))
    return there


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
