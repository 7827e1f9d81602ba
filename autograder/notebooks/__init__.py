"""Notebooks as files, whoever wrote them: read, understood, made safe for a screen, written."""

__all__ = [
    "cells",
    "code",
    "forms",
    "globals",
    "install_cell",
    "marks",
    "recovery",
    "regrade",
    "release_id",
    "release_marks",
    "safe_html",
    "safe_outputs",
    "translation",
    "writing",
]
