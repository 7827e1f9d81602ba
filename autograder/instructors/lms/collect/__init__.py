"""Work that students handed in on Canvas or Moodle: downloads become nbgrader's submissions."""

__all__ = ["gather", "plan", "questions", "roster", "student_ids", "submitted", "teams"]
