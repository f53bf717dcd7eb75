"""Whether an answer says what is expected, however it is written. May import: text, domain."""
