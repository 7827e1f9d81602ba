"""The student's side of the wire: shell, objects, limits."""
