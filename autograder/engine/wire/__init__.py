"""What crosses between the grader's process and the student's: frames of plain data, no pickle."""

__all__ = ["annotations", "changes", "frames", "library", "pack", "shared", "unpack"]
