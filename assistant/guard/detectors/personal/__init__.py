"""Personal data: names, telephone numbers, numbers with checksums. May import: detectors, matching."""
