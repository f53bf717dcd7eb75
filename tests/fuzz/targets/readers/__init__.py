"""Readers of files: their first inputs, and what must hold of what they yield."""
