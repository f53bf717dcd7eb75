"""Policy files: their schema, and from files to an immutable policy. May import: guard.detectors, guard.matching."""
