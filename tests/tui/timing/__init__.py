"""What keeps a person waiting: the first frame, drawing while an answer comes, garbage collection."""
