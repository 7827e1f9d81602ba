"""What a student's code shows and writes, made safe for the screen of whoever reads it."""
