"""Wrong functions that a program composes, and a judge of all that is said of them."""
