"""Sentences that try to command the assistant, by language. May import: guard.matching, guard.policy.schema."""
