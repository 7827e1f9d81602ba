"""Gradescope's autograder: the zip, and what it makes of submissions."""
