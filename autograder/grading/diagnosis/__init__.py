"""Which mistake was made: what a function returned, compared with what mistakes would return."""
