"""How screens look: a picture of each, and what changes with the size."""
