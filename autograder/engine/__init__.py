"""Grades a notebook of any nbgrader course: a submission goes in, what came of it comes out.

The student's cells run in a process of their own (`agent`, in a `sandbox`), hidden tests in the
grader's; `bridge` lets tests call what only the student's process has, `wire` carries plain data
between the two, `submission` puts a notebook together and runs it, `workers` do many at a time.
Nothing here knows what an assignment is about.
"""
