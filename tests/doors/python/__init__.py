"""The requests behind the Python interface."""
