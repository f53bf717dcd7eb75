"""What the program has stored was changed behind its back: it is told, and nothing of it is believed."""
