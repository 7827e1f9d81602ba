"""A gradebook's points in the tables that learning platforms import."""

__all__ = ["columns", "exporter", "fill", "grades", "people", "sheet"]
