"""Dates and deadlines: found in texts, read as days, chosen by the question. May import: answer."""
