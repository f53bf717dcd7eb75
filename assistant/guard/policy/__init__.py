"""Policy files: their schema, and from files to one immutable policy. May import: guard.matching, domain."""
