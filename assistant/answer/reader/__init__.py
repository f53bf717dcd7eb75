"""Which sentence of a passage answers the question. May import: models, disk."""
