"""The course in another language: the words differ, and nothing else."""
