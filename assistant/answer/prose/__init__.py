"""What a language model writes: its excerpts, and the check of each sentence. May import: answer."""
