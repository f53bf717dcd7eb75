"""Policy files: their schema, and from files to one immutable policy. May import: guard.detectors, guard.matching, domain."""
