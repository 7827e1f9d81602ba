"""Tests of `autograder doctor`: a broken environment for each look."""
