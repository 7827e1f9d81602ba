"""The learning platforms, one a module."""

__all__ = ["canvas", "moodle"]
