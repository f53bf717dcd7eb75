"""Models that other programs have on this machine. May import: models."""
