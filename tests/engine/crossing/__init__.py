"""What crosses between a test cell and the student's process: the same scores as in one kernel."""
