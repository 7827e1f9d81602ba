"""What was seen of a student's code, as codes with values, and the words that people read of it."""

from autograder.findings.codes import Code
from autograder.findings.finding import CHECK_MIME, Finding
from autograder.findings.words import cause_of, one_line, page, text, words

__all__ = [
    "CHECK_MIME",
    "Code",
    "Finding",
    "card",
    "cause_of",
    "effort",
    "language",
    "one_line",
    "operands",
    "outcome",
    "own_texts",
    "page",
    "text",
    "translation",
    "words",
]
