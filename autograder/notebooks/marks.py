"""The lines in a source notebook that mark what students don't get: solutions and hidden tests."""

from collections.abc import Iterator

SOLUTION = ("BEGIN SOLUTION", "END SOLUTION")
HIDDEN_TESTS = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")


def marked_lines(source: str) -> Iterator[tuple[str, bool]]:
    """Yield each line that marks no solution, with whether it stands between such marks."""
    begin, end = SOLUTION
    within = False
    for line in source.splitlines():
        if begin in line or end in line:
            within = begin in line
        else:
            yield line, within


def without_marks(source: str) -> str:
    """Return a source without the lines that mark its solution."""
    return "\n".join(line for line, _ in marked_lines(source))


def as_handed_out(source: str, stub: str) -> str:
    """Return a source as students get it: no hidden tests, and a stub for each solution."""
    lines: list[str] = []
    hidden = False
    for line in without_hidden_tests(source).splitlines():
        if SOLUTION[0] in line:
            indent = line[: len(line) - len(line.lstrip())]
            lines += [indent + each for each in stub.splitlines()]
        hidden = (hidden or SOLUTION[0] in line) and SOLUTION[1] not in line
        if not hidden and SOLUTION[1] not in line:
            lines.append(line)
    return "\n".join(lines)


def has_hidden_tests(source: str) -> bool:
    """Return whether a cell has lines that students don't get to see."""
    return HIDDEN_TESTS[0] in source


def without_hidden_tests(source: str) -> str:
    """Return the lines of a course's cell that students get to see."""
    begin, end = HIDDEN_TESTS
    lines, hidden = [], False
    for line in source.splitlines():
        if begin in line:
            hidden = True
        if not hidden:
            lines.append(line)
        if end in line:
            hidden = False
    return "\n".join(lines).strip()
