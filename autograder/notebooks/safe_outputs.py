"""What students' code shows, made safe for a screen."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from autograder.findings import text
from autograder.findings import text as say
from autograder.notebooks.safe_html import (
    IMAGES,
    is_base64,
    is_too_much,
    sanitize_html,
    sanitize_markdown,
    sanitize_text,
)

Output = dict[str, Any]


def limit_lines(outputs: Sequence[Output], most: int) -> Iterator[Output]:
    """Yield the outputs with at most `most` lines of text in all; -1 is no limit."""
    count = 0
    for output in outputs:
        if output["output_type"] != "stream" or most == -1:
            yield output
            continue
        if count == most:
            continue
        lines = output["text"].split("\n")
        if len(lines) + count > most:
            lines = [*lines[: most - count - 1], text("outputs.cut")]
        count += len(lines)
        yield {**output, "text": "\n".join(lines)}


def limit_tracebacks(outputs: Sequence[Output], most: int) -> Iterator[Output]:
    """Yield the outputs with at most `most` lines of each traceback; -1 is no limit."""
    for output in outputs:
        lines = output.get("traceback", [])
        if output["output_type"] == "error" and most != -1 and len(lines) > most:
            start = most // 2
            end = len(lines) - (most - start - 1)
            yield {
                **output,
                "traceback": [*lines[:start], text("outputs.cut-traceback"), *lines[end:]],
            }
        else:
            yield output


def without_pattern(outputs: Sequence[Output], pattern: str) -> Iterator[Output]:
    """Yield the outputs but for texts on stderr that match; '' matches none."""
    for output in outputs:
        if not (pattern and output.get("name") == "stderr" and re.search(pattern, output["text"])):
            yield output


_MOST = 500
_MOST_IMAGE_CHARACTERS = 8_000_000
_LATEX_ACTS = ("\\href", "\\html", "\\require", "\\class", "\\cssId", "\\style", "\\unicode")


def sanitize_outputs(outputs: Sequence[Any]) -> list[Output]:
    """Return a student's outputs: text, pictures and harmless HTML; what else there is goes."""
    return list(_sanitized(outputs[:_MOST], _student_bundle))


def clean_outputs(outputs: Sequence[Any]) -> list[Output]:
    """Return a test's outputs: as they are, but for control characters of the student's texts.

    None is left out: the last one may be the error, or the number of points.
    """
    return list(_sanitized(outputs, _test_bundle))


def _sanitized(outputs: Sequence[Any], bundle: Callable[[Any], Output]) -> Iterator[Output]:
    for output in outputs:
        if not isinstance(output, dict):
            continue
        kind = output.get("output_type")
        if kind == "stream" and output.get("name") in ("stdout", "stderr"):
            text = sanitize_text(output.get("text"))
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
        "ename": sanitize_text(output.get("ename"), 200),
        "evalue": sanitize_text(output.get("evalue"), 10_000),
        "traceback": [sanitize_text(line, 20_000) for line in lines[:100]]
        if isinstance(lines, list | tuple)
        else [],
    }


def _test_bundle(data: Output) -> Output:
    return {
        mime: sanitize_text(value) if mime.startswith("text/") and isinstance(value, str) else value
        for mime, value in data.items()
    }


def _student_bundle(data: Output) -> Output:
    kept: Output = {}
    for mime, value in data.items():
        if mime in IMAGES and is_base64(value) and len(value) <= _MOST_IMAGE_CHARACTERS:
            kept[mime] = value
        if mime in _TEXTS and isinstance(value, str):
            kept[mime] = _TEXTS[mime](sanitize_text(value))
    if "text/plain" in kept and is_too_much(kept.get("text/html", "")):
        del kept["text/html"]
    return kept or {"text/plain": say("outputs.not-shown")}


def _latex(text: str) -> str:
    return "" if any(sign in text for sign in _LATEX_ACTS) else text


_TEXTS: dict[str, Callable[[str], str]] = {
    "text/plain": str,
    "text/html": sanitize_html,
    "text/markdown": sanitize_markdown,
    "text/latex": _latex,
}
