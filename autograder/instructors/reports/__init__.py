"""Show what grading found: tables, a class as one page, a page for each student."""

__all__ = ["class_table"]
