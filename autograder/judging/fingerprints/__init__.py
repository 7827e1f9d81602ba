"""Make the fingerprints of an assignment's functions, from solutions and mistakes. At release."""

__all__ = ["file", "keeping", "learning", "stale"]
