"""Trains the span reader and fits the sentence reader; makes what is shipped."""
