"""Personal data: names, telephone numbers, numbers with checksums. May import: guard.matching, guard.policy.schema."""
