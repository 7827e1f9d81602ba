"""Tests of the course on disk."""
