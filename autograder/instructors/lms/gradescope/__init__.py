"""Grade on Gradescope with the kit's own code: an autograder zip, and what runs from it."""

__all__ = ["package", "results_json"]
