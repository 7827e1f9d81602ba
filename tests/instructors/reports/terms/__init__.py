"""What is said of terms, of classes whose truth is known."""
