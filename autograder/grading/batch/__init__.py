"""Grade a class: find what was handed in, grade what has changed, write it down."""
