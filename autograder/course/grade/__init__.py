"""The command `autograder grade`."""
