"""Training of the models that ship, from public data."""
