"""Prompt to text: a folder per runtime, and the code that they share. May import: config, models, sandbox."""
