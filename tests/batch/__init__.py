"""A class graded by autograder grade: what is run, what is written, what survives."""
