"""How good an assignment's tests are: wrong versions of its solutions, and which of them pass."""

__all__ = ["run", "summary", "verdicts"]
