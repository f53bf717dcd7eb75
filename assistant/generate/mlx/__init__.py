"""The MLX generator. May import: generate, sandbox."""
