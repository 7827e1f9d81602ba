"""Where a student's code runs: a process that sees little, can do little, and is always ended."""
