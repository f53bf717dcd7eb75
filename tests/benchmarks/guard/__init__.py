"""How well and how fast the detectors judge."""
