"""Personal data: names, telephone numbers, numbers with checksums, national ones.

May import: guard.detectors, guard.matching.
"""
