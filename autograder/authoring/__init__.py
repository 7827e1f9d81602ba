"""What makes a new assignment."""
