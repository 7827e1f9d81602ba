"""Run a rebuilt notebook: the student's cells in their process, the tests in the grader's."""
