"""The record of decisions; no text is in it. May import: vault."""
