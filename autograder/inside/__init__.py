"""The student's side: a process that runs cells, and calls the student's functions when asked.

It holds no test and no expected value. What it answers is data, which the grader's side checks.
"""
