"""GGUF files: the facts in their header. May import: domain."""
