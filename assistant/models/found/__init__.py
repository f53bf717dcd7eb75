"""Models that other programs have stored on this machine. May import: models."""
