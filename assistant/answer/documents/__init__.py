"""Whole documents as a question sees them: found by name and kind, looked through, asked one by one.

May import: answer."""
