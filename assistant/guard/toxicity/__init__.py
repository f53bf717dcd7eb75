"""The toxicity model: building, checking and running it. May import: guard.matching, models, disk."""
