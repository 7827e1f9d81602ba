"""What grading needs of an assignment's notebooks, from the course and its gradebook."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.course.files import Files, read_files
from autograder.course.folders import MISTAKES_FOLDER, SOURCE_FOLDERS, CourseError
from autograder.course.renamed import renamed_imports
from autograder.engine.proof.prove import Tell, proof_of
from autograder.engine.proof.record import Proof, Together
from autograder.engine.proof.store import read_proof
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.sandbox.view import View
from autograder.engine.submission.cell_runs import Place
from autograder.engine.submission.handout_names import with_names
from autograder.engine.submission.sources import code_of, modules_of, sources_of
from autograder.engine.submission.specification import OutputRules, Settings, Specification
from autograder.findings import text as say
from autograder.gradebook.course import Course
from autograder.gradebook.handout import find_skeleton, load_handout, must_be_python
from autograder.gradebook.submitted_files import SubmittedFiles
from autograder.notebooks.cells import read_cell
from autograder.notebooks.translation import TRANSLATIONS_FOLDER, in_source_language
from autograder.notebooks.writing import Node

_ALL = OutputRules(max_lines=-1, max_traceback=-1)
_KEPT_SECONDS = 10.0


@dataclass(frozen=True)
class _Material:
    """What the course has of a notebook, whatever the settings: handout, files, sources.

    `places` are those of its tests, for each way of the setting that was asked for.
    """

    handout: Node
    files: Files
    sources: Files
    translated: Mapping[str, str]
    places: dict[Together, Mapping[str, Place]] = field(default_factory=dict)


_kept: dict[tuple[object, ...], tuple[float, _Material]] = {}


def specifications(course: Course, assignment: str, tell: Tell = str) -> dict[str, Specification]:
    """Return what grading needs of each notebook of an assignment, by its name.

    Where its tests run is proved first, if it wasn't yet, and `tell` is called with what was found.
    Raises CourseError when the gradebook doesn't know the assignment, ValueError when a notebook
    is not in Python.
    """
    found = specifications_apart(course, assignment)
    together = course.settings.together_for(assignment)
    if together is Together.NEVER:
        return found
    proofs = {name: proof_of(course.root, each, together, tell) for name, each in found.items()}
    return {
        name: replace(each, places=proofs[name].places(together)) for name, each in found.items()
    }


def proofs(course: Course, assignment: str) -> dict[str, Proof]:
    """Return what was, or is now, proved of each notebook of an assignment, by its name.

    Raises as `specifications` does.
    """
    together = course.settings.together_for(assignment)
    given = specifications_apart(course, assignment)
    return {name: proof_of(course.root, each, together) for name, each in given.items()}


def kept_proofs(course: Course, assignment: str) -> list[Proof | None]:
    """Return what was proved of each notebook, None where nothing was; raises as the others."""
    together = course.settings.together_for(assignment)
    given = specifications_apart(course, assignment)
    return [read_proof(course.root, each, together) for each in given.values()]


def specifications_apart(course: Course, assignment: str) -> dict[str, Specification]:
    """Return the specifications with all tests apart; raises as `specifications` does."""
    empty = nbformat.v4.new_notebook()
    found = {
        name: _specified(course, assignment, name, _material(course, assignment, name, empty))
        for name in _notebooks(course, assignment)
    }
    # one sandbox serves all of an assignment's notebooks
    modules = sorted({name for each in found.values() for name in each.settings.modules})
    return {name: _with_modules(each, modules) for name, each in found.items()}


def specification(
    course: Course, assignment: str, name: str, submitted: NotebookNode, tell: Tell = str
) -> Specification:
    """Return what grading needs of one notebook, whose outputs nbgrader's own steps will limit.

    Where there is neither release nor source, cells come in the order of `submitted`. `tell` and
    what is raised are as for `specifications`.
    """
    kept = _kept_material(course, assignment, name, submitted)
    found = _specified(course, assignment, name, kept)
    together = course.settings.together_for(assignment)
    if together is Together.NEVER:
        return replace(found, rules=_ALL)
    if together not in kept.places:  # looked up once, not for each submission
        kept.places[together] = proof_of(course.root, found, together, tell).places(together)
    return replace(found, rules=_ALL, places=kept.places[together])


def _kept_material(
    course: Course, assignment: str, name: str, submitted: NotebookNode
) -> _Material:
    """Return the material of a moment ago, if no file of the course has changed since.

    nbgrader grades one submission after the other, and to ask its gradebook each time takes as long
    as to grade. Whoever generates the assignment again also writes files.
    """
    files = _files_of(course, assignment)
    key = course.directory.db_url, assignment, name, tuple(map(_version, files))
    known = _kept.get(key)
    if known is not None and time.monotonic() < known[0]:
        return known[1]
    found = _material(course, assignment, name, submitted)
    _kept.clear()
    if find_skeleton(course.directory, assignment, name):  # else it depends on the submission
        _kept[key] = time.monotonic() + _KEPT_SECONDS, found
    return found


def _files_of(course: Course, assignment: str) -> list[Path]:
    folders = [course.folder(step, ".", assignment) for step in ("release", "source")]
    known = (course.root / name for name in (*SOURCE_FOLDERS, MISTAKES_FOLDER, TRANSLATIONS_FOLDER))
    return sorted(path for folder in (*folders, *known) for path in folder.rglob("*"))


def _version(path: Path) -> tuple[str, int, int]:
    try:
        status = path.stat()  # a link's target: it is what is read
    except OSError:
        status = path.lstat()
    return str(path), status.st_mtime_ns, status.st_size


def _material(course: Course, assignment: str, name: str, submitted: NotebookNode) -> _Material:
    handout = _handout(course, assignment, name, submitted)
    files, _ = read_files(course.folder("source", ".", assignment))
    sources = sources_of(course.root, assignment, handout["cells"])
    translated = in_source_language(course.root, assignment, map(read_cell, handout["cells"]))
    return _Material(handout, files, sources, translated)


def _specified(course: Course, assignment: str, name: str, its: _Material) -> Specification:
    may_overwrite = course.config.Autograde.get("exclude_overwriting", {}).get(assignment, ())
    cells = its.handout["cells"]
    codes = code_of(cells)
    _refuse_old_names(f"{assignment}/{name}.ipynb", codes)
    found = Specification(
        assignment=assignment,
        notebook=name,
        handout=its.handout,
        settings=_settings(course, assignment),
        files=its.files,
        may_overwrite=frozenset(Path(each).as_posix() for each in may_overwrite),
        sources=its.sources,
        translated=its.translated,
        rules=course.rules(),
    )
    return _with_modules(with_names(found), modules_of(codes, its.files))


def _with_modules(given: Specification, modules: Iterable[str]) -> Specification:
    return replace(given, settings=replace(given.settings, modules=tuple(modules)))


def _refuse_old_names(notebook: str, codes: Iterable[str]) -> None:
    for sentence in (said for source in codes for said in renamed_imports(source)):
        raise CourseError(say("renamed.change", notebook=notebook, sentence=sentence))


def _notebooks(course: Course, assignment: str) -> list[str]:
    directory = course.directory
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        for each in gradebook.assignments:
            if each.name == assignment:
                return sorted(notebook.name for notebook in each.notebooks)
    raise CourseError(say("gradebook.unknown", name=assignment))


def _handout(course: Course, assignment: str, name: str, submitted: NotebookNode) -> Node:
    url = course.directory.db_url
    must_be_python(url, assignment, name)
    handout = load_handout(course.directory, url, assignment, name, submitted)
    with Gradebook(url, course.directory.course_id) as gradebook:
        kernel = gradebook.find_notebook(name, assignment).kernelspec
    if kernel and json.loads(kernel):
        handout.metadata.kernelspec = json.loads(kernel)
    plain: Node = json.loads(json.dumps(handout))
    return plain


def _settings(course: Course, assignment: str) -> Settings:
    return Settings(
        limits=course.settings.limits(),
        isolation=Isolation(course.settings.isolation),
        view=View(
            hidden=SubmittedFiles(course.directory, assignment, ".").secret(),
            shown=tuple(map(Path, course.settings.extra_paths)),
        ),
    )
