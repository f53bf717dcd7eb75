"""Trains the toxicity model from public data sets; makes what is shipped."""
