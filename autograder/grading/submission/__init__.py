"""What a student handed in: read whatever it looks like, put into the handout, compared with it."""
