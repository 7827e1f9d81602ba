"""Answers to the questions of the small course: right ones, and wrong ones worth no point."""

from collections.abc import Mapping

RIGHT: Mapping[str, str] = {
    "add": "def add(a, b):\n    return a + b\n",
    "mean": "def mean(xs):\n    return sum(xs) / len(xs)\n",
    "scaled": "def scaled(x):\n    return x / x.sum()\n",
    "root": "def root(x):\n    return x**0.5\n",
    "slope": "def slope(f, x):\n    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4\n",
    "firsts": "def firsts(n):\n    return list(range(n))\n",
}
WRONG: Mapping[str, str] = {
    "add": "def add(a, b):\n    return a - b - 77\n",
    "mean": "def mean(xs):\n    return -77.0\n",
    "scaled": "def scaled(x):\n    return -77.0 * x\n",
    "root": "def root(x):\n    return -77.0\n",
    "slope": "def slope(f, x):\n    return -77.0\n",
    "firsts": "def firsts(n):\n    return [-77] * n\n",
}
PARAMETERS: Mapping[str, str] = {
    name: source.split("(", 1)[1].split(")", 1)[0] for name, source in RIGHT.items()
}


def wrong(lines: str, question: str = "add") -> dict[str, str]:
    """Return a wrong answer to a question with more lines behind it."""
    return {question: f"{WRONG[question]}\n{lines}\n"}


def returning(expression: str, lines: str = "") -> dict[str, str]:
    """Return answers to all questions that give the expression back, whatever they are asked.

    `lines` stand before the functions.
    """
    return {
        name: f"{lines}\n\ndef {name}({given}):\n    return {expression}\n"
        for name, given in PARAMETERS.items()
    }


def doing(lines: str, question: str = "add") -> dict[str, str]:
    """Return a wrong answer to a question that runs some lines in the function."""
    inside = "".join(f"    {line}\n" for line in lines.strip().splitlines())
    head, end = WRONG[question].split("\n", 1)
    return {question: f"{head}\n{inside}{end}"}
