"""Notebooks as files, whoever wrote them: read, understood, made safe for a screen, written."""

__all__ = ["cells", "code", "globals", "marks", "safe_html", "safe_outputs", "writing"]
