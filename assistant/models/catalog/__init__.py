"""Which models can be fetched, from where, and which bytes they are. May import: disk."""
