"""Reading, matching and rebuilding what a student handed in, whatever it looks like."""
