"""What a grading needs and what comes of it: plain data, so that it can travel to any machine."""

from dataclasses import dataclass, field
from typing import Any

from autograder.grading.running.settings import Settings
from autograder.grading.submission.files import Files

Node = dict[str, Any]


@dataclass(frozen=True)
class OutputRules:
    """What is kept of outputs, as nbgrader's LimitOutput and IgnorePattern say; -1 is no limit."""

    max_lines: int = 1000
    max_traceback: int = 100
    ignore_pattern: str = ""


@dataclass(frozen=True)
class Specification:
    """All that the course knows of one notebook of an assignment.

    `handout` is its JSON with the tests, points and flags that count; `files` are the course's own
    beside it, of which students may change `theirs`; `sources` are the source notebooks that its
    tests read references from, by their path in the course. `key` is a hash of everything here
    that a result depends on.
    """

    assignment: str
    notebook: str
    handout: Node
    settings: Settings
    files: Files = field(default_factory=dict)
    sources: Files = field(default_factory=dict)
    theirs: frozenset[str] = frozenset()
    rules: OutputRules = field(default_factory=OutputRules)
    key: str = ""

    @property
    def fixed_files(self) -> Files:
        """The files that count as the course has them: tests see these only."""
        return {name: data for name, data in self.files.items() if name not in self.theirs}


@dataclass(frozen=True)
class Submission:
    """A student's notebook as it was handed in, and the files beside it.

    `problem` says why there is no `notebook`; `remarks` are about files that were left out.
    """

    student: str
    notebook: bytes = b""
    files: Files = field(default_factory=dict)
    problem: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graded:
    """What came of a notebook.

    `text` is the autograded notebook; `cells` are its graded and written ones, with the outputs
    that decide on points; `differences` from the handout; `stopped` says what was stopped, and
    `problem` why the notebook couldn't be read or graded; `faults` what of the course's own has to
    be mended, which is no word for students; `lost` that it was the grader which didn't come to its
    end, or the course which has a fault, so that it is graded again next time; `mistakes` are those
    that were named, each with its question; `seconds` are by phase.
    """

    text: str
    cells: tuple[Node, ...]
    differences: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    problem: str = ""
    lost: bool = False
    faults: tuple[str, ...] = ()
    mistakes: tuple[tuple[str, str], ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
