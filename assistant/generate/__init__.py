"""Prompt to text: one folder a runtime, and what they share. May import: config, models."""
