"""GGUF files: the facts in their header. May import: nothing else of ours."""
