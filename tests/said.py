"""What is found, in words, for tests of what people read."""

from autograder.findings import Finding, words


def said(found: object) -> str:
    """Return a finding in words, '' for none, and a sentence as it is."""
    return words(found) if isinstance(found, Finding) else str(found or "")
