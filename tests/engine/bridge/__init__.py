"""What a test cell sees of the student's process, end to end: a grader process and a student's."""
