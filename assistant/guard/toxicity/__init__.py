"""The toxicity model: building, checking and running it. May import: models, disk."""
