"""What is stored about people: for how long, what they can take with them, and its erasure."""
