"""The grader's side of the wire: proxies for what only the student's process has."""

__all__ = [
    "exceptions",
    "namespace",
    "natives",
    "patches",
    "proxies",
    "seeding",
    "session",
    "solution_names",
    "student",
]
