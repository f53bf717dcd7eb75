"""The interface over HTTP."""
