"""Runs of an assignment side by side: what became rarer or commoner, and how sure that is."""

__all__ = ["compare", "page", "sources", "statistics", "table"]
