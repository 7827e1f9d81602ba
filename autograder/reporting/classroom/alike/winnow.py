"""Fingerprints of a row of tokens by winnowing.

Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD
2003: of each WINDOW hashes of neighbouring rows of LENGTH tokens the smallest is kept, the last of
equal ones. So whatever two texts share of LENGTH + WINDOW - 1 tokens leaves a fingerprint in both.
"""

import zlib
from collections.abc import Sequence

from autograder.reporting.classroom.alike.tokens import Token

LENGTH = 10
WINDOW = 5

Lines = tuple[int, int]  # the first and the last that a fingerprint covers


def fingerprints(tokens: Sequence[Token]) -> dict[int, Lines]:
    """Return the fingerprints of a row of tokens, each with the lines where it first stands."""
    hashes = [
        zlib.crc32("\n".join(token.text for token in tokens[n : n + LENGTH]).encode())
        for n in range(len(tokens) - LENGTH + 1)
    ]
    found: dict[int, Lines] = {}
    for start in range(max(0, len(hashes) - WINDOW + 1)) if len(hashes) >= WINDOW else _all(hashes):
        window = hashes[start : start + WINDOW]
        least = min(window)
        place = start + max(n for n, each in enumerate(window) if each == least)
        found.setdefault(least, (tokens[place].line, tokens[place + LENGTH - 1].line))
    return found


def _all(hashes: Sequence[int]) -> range:
    """Return the only place of a window that is longer than the row."""
    return range(1 if hashes else 0)
