"""Question to ranked passages, and whether they answer it. May import: answer.reader, config."""
