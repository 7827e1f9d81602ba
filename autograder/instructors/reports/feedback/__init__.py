"""One page a student and notebook: points, what was seen, the own work; nothing that is secret."""

__all__ = ["html", "publish"]
