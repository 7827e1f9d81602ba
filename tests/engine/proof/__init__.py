"""What a course's own material proves of where its tests can run."""
