"""The lines that mark a solution in a source notebook."""

from collections.abc import Iterator

_BEGIN, _END = "BEGIN SOLUTION", "END SOLUTION"


def marked_lines(source: str) -> Iterator[tuple[str, bool]]:
    """Yield each line that is no mark, with whether it stands between marks."""
    within = False
    for line in source.splitlines():
        if _BEGIN in line or _END in line:
            within = _BEGIN in line
        else:
            yield line, within


def without_marks(source: str) -> str:
    """Return a source without the lines that mark its solution."""
    return "\n".join(line for line, _ in marked_lines(source))
