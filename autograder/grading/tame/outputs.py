"""Outputs of a cell as they may be stored and shown: checked kind by kind, nothing else kept."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from autograder.grading.tame.markdown import (
    IMAGES,
    is_base64,
    is_too_much,
    tame_html,
    tame_markdown,
)
from autograder.grading.tame.text import tame_text

Output = dict[str, Any]

_MOST = 500
_MOST_IMAGE_CHARACTERS = 8_000_000
_LATEX_ACTS = ("\\href", "\\html", "\\require", "\\class", "\\cssId", "\\style", "\\unicode")


def tame_outputs(outputs: Sequence[Any]) -> list[Output]:
    """Return a student's outputs: text, pictures and harmless HTML; what else there is goes."""
    return list(_tamed(outputs[:_MOST], _student_bundle))


def clean_outputs(outputs: Sequence[Any]) -> list[Output]:
    """Return a test's outputs: as they are, but for control characters of the student's texts.

    None is left out: the last one may be the error, or the number of points.
    """
    return list(_tamed(outputs, _test_bundle))


def _tamed(outputs: Sequence[Any], bundle: Callable[[Any], Output]) -> Iterator[Output]:
    for output in outputs:
        if not isinstance(output, dict):
            continue
        kind = output.get("output_type")
        if kind == "stream" and output.get("name") in ("stdout", "stderr"):
            text = tame_text(output.get("text"))
            yield {"output_type": "stream", "name": output["name"], "text": text}
        elif kind == "error":
            yield _error(output)
        elif kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
            shown = {"output_type": kind, "data": bundle(output["data"]), "metadata": {}}
            count = output.get("execution_count")
            if kind == "execute_result":
                shown["execution_count"] = count if type(count) is int else None
            yield shown


def _error(output: Output) -> Output:
    lines = output.get("traceback")
    return {
        "output_type": "error",
        "ename": tame_text(output.get("ename"), 200),
        "evalue": tame_text(output.get("evalue"), 10_000),
        "traceback": [tame_text(line, 20_000) for line in lines[:100]]
        if isinstance(lines, list | tuple)
        else [],
    }


def _test_bundle(data: Output) -> Output:
    return {
        mime: tame_text(value) if mime.startswith("text/") and isinstance(value, str) else value
        for mime, value in data.items()
    }


def _student_bundle(data: Output) -> Output:
    kept: Output = {}
    for mime, value in data.items():
        if mime in IMAGES and is_base64(value) and len(value) <= _MOST_IMAGE_CHARACTERS:
            kept[mime] = value
        if mime in _TEXTS and isinstance(value, str):
            kept[mime] = _TEXTS[mime](tame_text(value))
    if "text/plain" in kept and is_too_much(kept.get("text/html", "")):
        del kept["text/html"]
    return kept or {"text/plain": "(an output of a kind that is not shown)"}


def _latex(text: str) -> str:
    return "" if any(sign in text for sign in _LATEX_ACTS) else text


_TEXTS: dict[str, Callable[[str], str]] = {
    "text/plain": str,
    "text/html": tame_html,
    "text/markdown": tame_markdown,
    "text/latex": _latex,
}
