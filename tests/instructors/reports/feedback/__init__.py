"""Feedback pages: what stands in them, what must not, and how they are written."""
