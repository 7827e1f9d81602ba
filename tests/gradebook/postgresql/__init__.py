"""A gradebook in PostgreSQL, in a server of the tests' own."""
