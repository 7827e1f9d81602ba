"""`autograder site`: the course as static files."""
