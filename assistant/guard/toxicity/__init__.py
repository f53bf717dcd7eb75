"""The toxicity model: making it, proving it, running it. May import: models, disk."""
