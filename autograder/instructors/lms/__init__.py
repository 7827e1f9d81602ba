"""Learning platforms: downloads come in as submissions, tables of grades go out."""
