"""What the app survives: text that attacks, handlers that fail, keys at random."""
