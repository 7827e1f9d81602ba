"""What a course's own material proves of its tests: which score apart as they do in one kernel."""

__all__ = ["prove", "record", "store", "told", "variants"]
