"""Whether the packages that the kit needs are there, new enough, and can be imported."""

import subprocess
import sys
import tomllib
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import autograder
from autograder.course.doctor.finding import Finding, trouble
from autograder.course.doctor.python import KIT

SECONDS = 180  # to import everything: a first time, a slow disk
_GET_THEM = (
    "Build the environment again: `make clean install`; or in another one `python -m pip install "
    "{packages}`."
)
_BROKEN = (
    "They are installed and don't load. Take a new environment (`make clean install`), or install "
    "them again: `python -m pip install --force-reinstall {packages}`."
)
# Says which module comes next before it is imported: a crash of the interpreter has a name then.
_IMPORT = """
import sys
for name in sys.argv[1:]:
    print("next", name, flush=True)
    try:
        __import__(name)
    except (Exception, SystemExit) as error:
        print("failed", name, type(error).__name__, str(error).replace("\\n", " "), flush=True)
print("done", flush=True)
"""


def needed() -> list[Requirement]:
    """Return what the kit needs on this machine: its pyproject.toml, else what was installed."""
    pyproject = Path(autograder.__file__).parents[1] / "pyproject.toml"
    if pyproject.is_file():
        listed = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["dependencies"]
    else:
        listed = requires(KIT) or []
    wanted = map(Requirement, listed)
    return [each for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})]


def versions(wanted: list[Requirement] | None = None) -> Finding:
    """Compare the versions that are installed with those that the kit needs."""
    wanted = needed() if wanted is None else wanted
    wrong = {each: found for each in wanted if (found := _wrong(each))}
    if not wrong:
        return Finding("packages", f"all {len(wanted)} that the kit needs")
    packages = " ".join(f"'{each.name}{each.specifier}'" for each in wrong)
    return trouble("packages", "; ".join(wrong.values()), _GET_THEM.format(packages=packages))


def imports(wanted: list[Requirement] | None = None) -> Finding:
    """Import each package that is there in a Python of its own, since a crash would end this one.

    A package that isn't there at all is left to `versions`.
    """
    wanted = needed() if wanted is None else wanted
    provided = packages_distributions()
    modules = {_module(each.name, provided): each.name for each in wanted if _installed(each.name)}
    broken = _broken(list(modules))
    if not broken:
        return Finding("imports", f"all {len(modules)} load")
    packages = " ".join(modules[name] for name in broken)
    found = "; ".join(f"{name}: {reason}" for name, reason in broken.items())
    return trouble("imports", found, _BROKEN.format(packages=packages))


def _wrong(wanted: Requirement) -> str:
    found = _installed(wanted.name)
    if not found:
        return f"{wanted.name} is missing"
    if not wanted.specifier.contains(found, prereleases=True):
        return f"{wanted.name} is {found}, not {wanted.specifier}"
    return ""


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _module(name: str, provided: Mapping[str, list[str]]) -> str:
    """Return what to import of a package: the module of its name, else the first that it has."""
    own = canonicalize_name(name)
    modules = sorted(
        module
        for module, packages in provided.items()
        if own in map(canonicalize_name, packages) and not module.startswith("_")
    )
    same = [module for module in modules if canonicalize_name(module) == own]
    return (same or modules or [name.replace("-", "_")])[0]


def _broken(modules: list[str]) -> dict[str, str]:
    """Return the modules that can't be imported, each with the reason."""
    command = [sys.executable, "-c", _IMPORT, *modules]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=SECONDS, errors="replace"
        )
        lines, end = done.stdout.splitlines(), "it ends Python"
    except subprocess.TimeoutExpired as error:
        lines = (error.stdout or b"").decode(errors="replace").splitlines()
        end = f"it takes longer than {SECONDS} s"
    said = [line.split(" ", 3) for line in lines if line.startswith(("next ", "failed "))]
    broken = {words[1]: ": ".join(words[2:]) for words in said if words[0] == "failed"}
    if "done" not in lines:
        broken[said[-1][1] if said else "Python"] = end
    return broken
