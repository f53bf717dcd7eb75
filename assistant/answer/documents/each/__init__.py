"""One question to each file of a set, its values in a table, and what they add up to. May import: answer."""
