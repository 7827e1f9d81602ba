"""The visible checks: what a student sees below each stub."""
