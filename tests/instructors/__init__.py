"""Tests of instructors."""
