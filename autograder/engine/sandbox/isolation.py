"""How a student's process is kept apart, and what is said where it isn't."""

from enum import StrEnum

from autograder.findings import Code, Finding


class Isolation(StrEnum):
    """`sandbox`: bubblewrap, else stop; `process`: a process of its own that sees all files."""

    SANDBOX = "sandbox"
    PROCESS = "process"


class NoSandbox(Exception):  # noqa: N818 - what is wrong, in words
    """No sandbox can be made here; the message says why and what to do."""


WITHOUT_SANDBOX = Finding(Code.NO_SANDBOX)
WITHOUT_FILTER = Finding(Code.NO_FILTER)
