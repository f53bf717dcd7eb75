"""Texts to vectors. May import: models, domain, text."""
