"""The settings: their schema, their file, and the program's paths. May import: vault, disk."""
