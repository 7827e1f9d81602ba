"""How much of an output is kept, by the rules of nbgrader's LimitOutput and IgnorePattern."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

Output = dict[str, Any]

_CUT = "... Output truncated ..."
_CUT_TRACEBACK = "... Traceback truncated ..."


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
            lines = [*lines[: most - count - 1], _CUT]
        count += len(lines)
        yield {**output, "text": "\n".join(lines)}


def limit_tracebacks(outputs: Sequence[Output], most: int) -> Iterator[Output]:
    """Yield the outputs with at most `most` lines of each traceback; -1 is no limit."""
    for output in outputs:
        lines = output.get("traceback", [])
        if output["output_type"] == "error" and most != -1 and len(lines) > most:
            start = most // 2
            end = len(lines) - (most - start - 1)
            yield {**output, "traceback": [*lines[:start], _CUT_TRACEBACK, *lines[end:]]}
        else:
            yield output


def without_pattern(outputs: Sequence[Output], pattern: str) -> Iterator[Output]:
    """Yield the outputs but for texts on stderr that match; '' matches none."""
    for output in outputs:
        if not (pattern and output.get("name") == "stderr" and re.search(pattern, output["text"])):
            yield output
