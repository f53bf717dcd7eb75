"""A document in its most telling sentences: its sections, and the choice among their sentences. May import: answer."""
