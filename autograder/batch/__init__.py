"""Grade a class: find what was handed in, grade what has changed, write it down."""

__all__ = ["fits", "handed_in", "lock", "opening", "outcomes", "result_store", "result_writer"]
