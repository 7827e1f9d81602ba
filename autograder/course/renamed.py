"""Names of early versions that a course may still use, each with one sentence on the new one."""

import ast
from collections.abc import Container, Iterator

from autograder.findings import text

_FUNCTIONS = {("autograder.checks", "once_written"): "renamed.once-written"}
_SETTINGS = {"ExecuteApart": "GradingSettings"}


def grading() -> str:
    """Return the sentence on the package that is gone."""
    return text("renamed.grading")


def renamed_settings(sections: Container[str]) -> Iterator[str]:
    """Yield a sentence for each old name that a course's configuration has a section of."""
    for old, new in _SETTINGS.items():
        if old in sections:
            yield text("renamed.setting", old=f"c.{old}", new=f"c.{new}")


def renamed_imports(source: str) -> Iterator[str]:
    """Yield a sentence for each old name that a cell imports; none if it isn't plain Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # a magic
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            if any(_is_grading(each.name) for each in node.names):
                yield grading()
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if _is_grading(node.module):
                yield grading()
            names = ((node.module, each.name) for each in node.names)
            yield from (text(_FUNCTIONS[name]) for name in names if name in _FUNCTIONS)


def _is_grading(module: str) -> bool:
    return module == "autograder.grading" or module.startswith("autograder.grading.")
