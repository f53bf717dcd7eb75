"""What is told about an answer, in words."""
