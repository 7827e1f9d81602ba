"""A gradebook's points in the tables that learning platforms import."""
