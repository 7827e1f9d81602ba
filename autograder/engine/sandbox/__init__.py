"""Where a student's code runs: a process that sees little, can do little, and is always ended."""

__all__ = [
    "backends",
    "bubblewrap",
    "control_group",
    "isolation",
    "limits",
    "own_user",
    "process",
    "view",
    "warm",
]
