"""The grader's side of the wire: proxies for what only the student's process has."""

__all__ = [
    "code_guard",
    "exceptions",
    "namespace",
    "natives",
    "patches",
    "proxies",
    "seeding",
    "session",
    "solution_names",
    "sources",
    "student",
]
