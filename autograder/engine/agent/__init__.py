"""The student's side: a process that runs cells, and calls the student's functions when asked.

It holds no test and no expected value, but of those that run with the student's code (`together`).
What it answers is data, which the grader's side checks.
"""

__all__ = [
    "leftovers",
    "linux",
    "local_modules",
    "objects",
    "outputs",
    "preload",
    "shell",
    "syscall_filter",
    "together",
]
