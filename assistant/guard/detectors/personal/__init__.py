"""Personal data: names, telephone numbers, numbers with checksums. May import: guard.detectors, guard.matching."""
