"""Sentences that try to command the assistant: tables of signs, and the detector.

May import: guard.detectors, guard.matching.
"""
