"""Answers to the four questions of the small course: right ones, and wrong ones worth no point."""

from collections.abc import Mapping

RIGHT: Mapping[str, str] = {
    "add": "def add(a, b):\n    return a + b\n",
    "mean": "def mean(xs):\n    return sum(xs) / len(xs)\n",
    "scaled": "def scaled(x):\n    return x / x.sum()\n",
    "root": "def root(x):\n    return x**0.5\n",
}
WRONG: Mapping[str, str] = {
    "add": "def add(a, b):\n    return a - b - 77\n",
    "mean": "def mean(xs):\n    return -77.0\n",
    "scaled": "def scaled(x):\n    return -77.0 * x\n",
    "root": "def root(x):\n    return -77.0\n",
}


def wrong(lines: str, question: str = "add") -> dict[str, str]:
    """Return a wrong answer to a question with more lines behind it."""
    return {question: f"{WRONG[question]}\n{lines}\n"}


def returning(expression: str, lines: str = "") -> dict[str, str]:
    """Return answers to all questions that give the expression back, whatever they are asked.

    `lines` stand before the functions.
    """
    names = {"add": "a, b", "mean": "xs", "scaled": "x", "root": "x"}
    return {
        name: f"{lines}\n\ndef {name}({names[name]}):\n    return {expression}\n" for name in names
    }


def doing(lines: str) -> dict[str, str]:
    """Return a wrong answer to `add` that runs some lines in the function."""
    inside = "".join(f"    {line}\n" for line in lines.strip().splitlines())
    return {"add": f"def add(a, b):\n{inside}    return a - b - 77\n"}
