"""Notebooks that look alike in the cells that students write: worth a look, never a verdict."""

__all__ = ["pairs"]
