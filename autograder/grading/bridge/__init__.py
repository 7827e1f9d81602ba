"""The grader's side of the wire: stand-ins for what only the student's process has."""
