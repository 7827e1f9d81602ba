"""Show what grading found: tables for a class."""
