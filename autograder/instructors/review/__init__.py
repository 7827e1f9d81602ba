"""Groups of answers that behave the same, for instructors: pages, and one comment for many."""

__all__ = ["agreement", "bank", "load", "pages", "probes", "server", "store"]
