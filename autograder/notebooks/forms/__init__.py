"""What comes in a notebook's place: scripts and pages made of one, and what can't be read."""

from autograder.notebooks.forms.read import NoNotebook, is_notebook_file, notebook_from

__all__ = ["NoNotebook", "is_notebook_file", "notebook_from"]
