"""For a person who learns alone: grade a notebook on the spot, and show the course as a whole."""

__all__ = ["check", "progress", "source", "tables"]
