"""Tests of the gradient checker and of the visible checks."""
