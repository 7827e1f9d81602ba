"""Write a comment for a pull request from what `autograder grade --json` printed.

It holds points and the names of mistakes, which are the course's own words, and nothing that a test
saw or a student wrote. Example: python examples/github/comment.py grades.json > comment.md
"""

import json
import sys
from pathlib import Path
from typing import Any

# What Markdown and GitHub make something of: a name must not mention anybody, or end a code span.
_PLAIN = str.maketrans(dict.fromkeys("`@<>[]\r\n", " "))


def comment(grades: dict[str, Any]) -> str:
    """Return the comment in Markdown."""
    parts = []
    for each in grades["students"]:
        points, most = each["points"], each["max_points"]
        lines = [f"**{_plain(each['student'])}**: {points:g} of {most:g} points"]
        if each["state"] == "failed":
            lines = [
                f"**{_plain(each['student'])}**: this could not be graded; your instructor is told."
            ]
        lines += [f"- `{_plain(question)}`: {_plain(name)}" for question, name in each["mistakes"]]
        parts.append("\n".join([lines[0], "", *lines[1:]]).strip())
    parts = parts or ["No notebook was found: is it in the place where it was handed out?"]
    return "\n\n".join([*parts, "Written answers, and what tests can't judge, are graded by hand."])


def _plain(text: str) -> str:
    return " ".join(text.translate(_PLAIN).split())[:200]


if __name__ == "__main__":
    sys.stdout.write(comment(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))) + "\n")
