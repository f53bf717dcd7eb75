"""The MLX generator. May import: generate, models, sandbox."""
