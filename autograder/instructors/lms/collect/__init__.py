"""Work that students handed in on Canvas or Moodle: downloads become nbgrader's submissions."""

__all__ = ["gather", "plan", "roster", "submitted"]
