"""The generator behind a server that the person runs. May import: generate, config."""
