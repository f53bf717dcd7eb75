"""Sentences that try to command the assistant: the tables of signs, and the detector. May import: detectors, matching."""
