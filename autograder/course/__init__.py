"""Run a course: release assignments, look for leaks, grade the example class."""
