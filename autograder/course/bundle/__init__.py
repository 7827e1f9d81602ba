"""What students get: a zip made from an allow-list, read back and looked through for leaks."""

from autograder.course.bundle.make import make_bundle

__all__ = ["make_bundle"]
