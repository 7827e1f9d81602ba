"""Whether this Python has what grading needs."""

import subprocess
import sys
import tomllib
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import autograder
from autograder.findings import text
from autograder.instructors.doctor.result import CheckItem, trouble

SECONDS = 180  # to import everything: a first time, a slow disk
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


def versions(wanted: list[Requirement] | None = None) -> CheckItem:
    """Compare the versions that are installed with those that the kit needs."""
    wanted = needed() if wanted is None else wanted
    wrong = {each: found for each in wanted if (found := _wrong(each))}
    if not wrong:
        return CheckItem(
            text("doctor-names.packages"), text("doctor-python.packages", count=len(wanted))
        )
    packages = " ".join(f"'{each.name}{each.specifier}'" for each in wrong)
    return trouble(
        text("doctor-names.packages"),
        "; ".join(wrong.values()),
        text("doctor-python.install-packages", packages=packages),
    )


def imports(wanted: list[Requirement] | None = None) -> CheckItem:
    """Import each package that is there in a Python of its own, since a crash would end this one.

    A package that isn't there at all is left to `versions`.
    """
    wanted = needed() if wanted is None else wanted
    provided = packages_distributions()
    modules = {_module(each.name, provided): each.name for each in wanted if _installed(each.name)}
    broken = _broken(list(modules))
    if not broken:
        return CheckItem(
            text("doctor-names.imports"), text("doctor-python.imports", count=len(modules))
        )
    packages = " ".join(modules[name] for name in broken)
    found = "; ".join(f"{name}: {reason}" for name, reason in broken.items())
    return trouble(
        text("doctor-names.imports"),
        found,
        text("doctor-python.reinstall-packages", packages=packages),
    )


def _wrong(wanted: Requirement) -> str:
    found = _installed(wanted.name)
    if not found:
        return text("doctor-python.missing", name=wanted.name)
    if not wanted.specifier.contains(found, prereleases=True):
        return text(
            "doctor-python.other-version", name=wanted.name, found=found, specifier=wanted.specifier
        )
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
        lines, end = done.stdout.splitlines(), text("doctor-python.import-ends")
    except subprocess.TimeoutExpired as error:
        lines = (error.stdout or b"").decode(errors="replace").splitlines()
        end = text("doctor-python.import-slow", seconds=SECONDS)
    said = [line.split(" ", 3) for line in lines if line.startswith(("next ", "failed "))]
    broken = {words[1]: ": ".join(words[2:]) for words in said if words[0] == "failed"}
    if "done" not in lines:
        broken[said[-1][1] if said else "Python"] = end
    return broken


OLDEST = (3, 11)
KIT = "linear-classifier-kit"


def python(version: tuple[int, ...] = tuple(sys.version_info[:3])) -> CheckItem:
    """Look at Python's version."""
    fine = version[:2] >= OLDEST
    return CheckItem(
        text("doctor-names.python"),
        ".".join(map(str, version)),
        fine,
        "" if fine else text("doctor-python.too-old"),
    )


def environment() -> CheckItem:
    """Look at where Python and the kit come from."""
    found = text("doctor-python.kit", version=autograder.__version__, path=Path(sys.prefix))
    try:
        installed = version(KIT)
    except PackageNotFoundError:
        return trouble(text("doctor-names.environment"), found, text("doctor-python.install-kit"))
    if installed != autograder.__version__:
        return trouble(
            text("doctor-names.environment"),
            text("doctor-python.kit-installed-as", found=found, installed=installed),
            text("doctor-python.reinstall-kit"),
        )
    return CheckItem(text("doctor-names.environment"), found)
