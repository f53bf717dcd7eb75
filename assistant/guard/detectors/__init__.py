"""One detector a file: text to hits. May import: guard.policy.schema, guard.matching, domain, text."""
