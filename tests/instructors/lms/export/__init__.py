"""Grades in the tables of Canvas and Moodle."""
