"""Fetching models: the only code that opens an internet connection. May import: models, disk, sandbox."""
