"""A notebook as text, the same each time: sorted, indented by one, long texts in lines."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec

Node = dict[str, Any]


def notebook_text(metadata: Node, cells: Sequence[Node]) -> str:
    """Return the notebook in nbformat 4.5, written as nbformat writes it."""
    notebook = {
        "cells": [_in_lines(cell) for cell in cells],
        "metadata": metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    text = json.dumps(notebook, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace")
    return _indented(text).decode() + "\n"


def _indented(text: bytes) -> bytes:
    """Return JSON as json.dumps writes it with an indent of 1, which does so in Python, slowly."""
    try:
        return msgspec.json.format(text, indent=1)
    except msgspec.DecodeError:  # NaN, which json takes for a number
        return json.dumps(json.loads(text), indent=1, ensure_ascii=False).encode()


def _in_lines(cell: Node) -> Node:
    split = {**cell, "source": _lines(cell["source"])}
    if "outputs" in cell:
        split["outputs"] = [_output(output) for output in cell["outputs"]]
    return split


def _output(output: Node) -> Node:
    if "text" in output:
        return {**output, "text": _lines(output["text"])}
    if isinstance(output.get("data"), dict):
        return {**output, "data": {mime: _part(mime, v) for mime, v in output["data"].items()}}
    return output


def _part(mime: str, value: Any) -> Any:  # noqa: ANN401 - text, or JSON
    many = isinstance(value, str) and not mime.endswith("json") and not mime.startswith("image/")
    return _lines(value) if many or mime == "image/svg+xml" else value


def _lines(text: str | list[str]) -> list[str]:
    return text.splitlines(keepends=True) if isinstance(text, str) else text
