"""The conversation without a face."""
