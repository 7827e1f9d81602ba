"""The command `autograder feedback`."""
