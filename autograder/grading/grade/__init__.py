"""Grade one notebook: a function of the course's material and the submission, and nothing else."""
