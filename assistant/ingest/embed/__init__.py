"""Texts to vectors. May import: models."""
