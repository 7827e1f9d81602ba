"""What comes in a notebook's place: scripts and pages made of one, and what can't be read."""

from autograder.notebooks.forms.read import NoNotebook, in_utf8, is_notebook_file, notebook_from

__all__ = ["NoNotebook", "in_utf8", "is_notebook_file", "notebook_from"]
